"""The work has one run, the closing a second one."""

import asyncio

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    try:
        return asyncio.run(work(session, numbers))
    finally:
        asyncio.run(session.close())


async def work(session: Session, numbers: list[int]) -> str:
    await session.open()
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    return await archive(invoices)
