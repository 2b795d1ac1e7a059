"""The recipe of old tutorials. It works in the main thread of a young program, and nowhere else."""

import asyncio

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    loop = asyncio.get_event_loop()
    session = Session(user)
    loop.run_until_complete(session.open())
    try:
        loading = asyncio.gather(*[session.load(number) for number in numbers])
        invoices = loop.run_until_complete(loading)
        return loop.run_until_complete(archive(invoices))
    finally:
        loop.run_until_complete(session.close())
