"""A loop made by hand for each night, and never closed."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    async with Session(user) as session:
        return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(job(user, numbers))
