"""One session for all nights, opened while the module is imported."""

import asyncio

from services import Session, archive

SESSION = Session("night job")
asyncio.run(SESSION.open())


async def job(numbers):
    invoices = await asyncio.gather(*[SESSION.load(number) for number in numbers])
    return await archive(invoices)


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(numbers))
