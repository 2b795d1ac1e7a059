"""close is called, and its coroutine dropped."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    session = Session(user)
    await session.open()
    try:
        return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    finally:
        session.close()


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
