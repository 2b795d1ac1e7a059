"""The script and the scheduler call a plain function; this one only gives them a coroutine."""

import asyncio

from services import Session, archive


async def archive_invoices(user: str, numbers: list[int]) -> str:
    async with Session(user) as session:
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)


if __name__ == "__main__":
    print(asyncio.run(archive_invoices("night job", [7, 8, 9])))
