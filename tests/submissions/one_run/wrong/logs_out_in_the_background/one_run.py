"""The session is closed by a task that asyncio.run cancels when the job is over."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    session = Session(user)
    await session.open()
    receipt = await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    closing = asyncio.create_task(session.close())
    await asyncio.sleep(0)
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
