"""Every night a job archives the invoices of the day. Tonight it breaks off: "Event loop is closed".

Run this file first. Then give the job one event loop (part 1), load the invoices together (part 2), and log out
whatever happens (part 3). `archive_invoices` stays a plain `def`: a script and a scheduler call it.
"""

import asyncio
import time

from services import Session, archive


def archive_invoices(user: str, numbers: list[int]) -> str:
    """The whole job: log in, load the invoices, archive them in the order of `numbers`, log out. Return the receipt."""
    # TODO START: one asyncio.run for all of this. A session works only in the loop in which it was opened.
    session = Session(user)
    asyncio.run(session.open())
    # TODO WAIT: for all invoices together.
    invoices = [asyncio.run(session.load(number)) for number in numbers]
    receipt = asyncio.run(archive(invoices))
    # TODO CLOSE: also when something above has gone wrong.
    asyncio.run(session.close())
    return receipt


if __name__ == "__main__":
    begun = time.perf_counter()
    try:
        print(archive_invoices("night job", [7, 8, 9]))
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
    print(f"after {time.perf_counter() - begun:.1f} s; the job has to take 1.0 s")
