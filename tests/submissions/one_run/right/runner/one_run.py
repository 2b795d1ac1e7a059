"""Several runs on one loop: asyncio.Runner keeps it from the first step to the last."""

import asyncio

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    with asyncio.Runner() as runner:
        runner.run(session.open())
        try:
            invoices = runner.run(load_all(session, numbers))
            return runner.run(archive(invoices))
        finally:
            runner.run(session.close())


async def load_all(session: Session, numbers: list[int]) -> list[str]:
    return await asyncio.gather(*map(session.load, numbers))
