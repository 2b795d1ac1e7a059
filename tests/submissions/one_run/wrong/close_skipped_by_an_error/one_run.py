"""Nothing guards the close."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    session = Session(user)
    await session.open()
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    receipt = await archive(invoices)
    await session.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
