"""A thread and a loop for each invoice: none of them is the loop of the session."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())
    with ThreadPoolExecutor() as pool:
        invoices = list(pool.map(lambda number: asyncio.run(session.load(number)), numbers))
    receipt = asyncio.run(archive(invoices))
    asyncio.run(session.close())
    return receipt
