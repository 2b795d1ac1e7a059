"""One run opens, a second one does the rest: the session is a stranger there."""

import asyncio

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())
    return asyncio.run(work(session, numbers))


async def work(session: Session, numbers: list[int]) -> str:
    try:
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)
    finally:
        await session.close()
