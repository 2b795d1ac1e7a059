"""The invoices go into the archive as they come."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    async with Session(user) as session:
        loading = [session.load(number) for number in numbers]
        return await archive([await invoice for invoice in asyncio.as_completed(loading)])


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
