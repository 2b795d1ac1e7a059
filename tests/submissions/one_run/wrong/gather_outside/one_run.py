"""gather is called in plain code, where no loop runs yet."""

import asyncio

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())
    invoices = asyncio.run(asyncio.gather(*[session.load(number) for number in numbers]))
    receipt = asyncio.run(archive(invoices))
    asyncio.run(session.close())
    return receipt
