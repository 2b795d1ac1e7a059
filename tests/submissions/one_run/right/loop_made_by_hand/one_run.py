"""As it was done before asyncio.run: one loop, made, run and closed by hand."""

import asyncio

from services import Session, archive


async def job(user, numbers):
    async with Session(user) as session:
        receipt = await archive(await asyncio.gather(*(session.load(number) for number in numbers)))
    return receipt


def archive_invoices(user, numbers):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(job(user, numbers))
    finally:
        loop.close()
