"""The close waits on an exit stack of plain code, outside the run, where its loop is gone."""

import asyncio
from contextlib import ExitStack

from services import Session, archive


async def job(session, numbers):
    await session.open()
    receipt = await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    await session.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    with ExitStack() as stack:
        stack.callback(lambda: session._loop and asyncio.run(session.close()))
        return asyncio.run(job(session, numbers))
