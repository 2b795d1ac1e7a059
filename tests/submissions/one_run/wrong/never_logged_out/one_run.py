"""One run, everything together, and nobody logs out."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    session = Session(user)
    await session.open()
    return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
