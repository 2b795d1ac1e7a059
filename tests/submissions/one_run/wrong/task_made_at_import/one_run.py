"""The login is started as a task while the module is imported."""

import asyncio

from services import Session, archive

SESSION = Session("night job")
LOGIN = asyncio.create_task(SESSION.open())


async def job(numbers):
    await LOGIN
    invoices = await asyncio.gather(*[SESSION.load(number) for number in numbers])
    receipt = await archive(invoices)
    await SESSION.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(numbers))
