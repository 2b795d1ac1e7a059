"""One run, and in it one invoice after the other."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    async with Session(user) as session:
        invoices = [await session.load(number) for number in numbers]
        return await archive(invoices)


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
