"""After a refused login there is no session, and closing it hides the error that mattered."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    session = Session(user)
    try:
        await session.open()
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)
    finally:
        await session.close()


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
