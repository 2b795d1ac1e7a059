"""The photo lab is restarted at night, and that is the end of whatever it was printing.

Run this file. Change `stop`: what can be printed in time is printed, the rest is cut off, every tray is free when
`stop` returns, and from its first moment on no order is taken any more.
"""

import asyncio

from services import free_tray, print_photos


class Closed(Exception):
    """The lab takes no orders any more."""


class Lab:
    """Takes orders and prints them in the background."""

    def __init__(self) -> None:
        self.jobs: set[asyncio.Task[None]] = set()
        self.printed: list[str] = []
        self.closed = False

    def submit(self, order: str) -> None:
        """Given: take an order, or raise Closed."""
        if self.closed:
            raise Closed(order)
        job = asyncio.create_task(self._work(order), name=order)
        self.jobs.add(job)
        job.add_done_callback(self.jobs.discard)

    async def _work(self, order: str) -> None:
        """Given: print an order. However that ends, its tray is emptied."""
        try:
            await print_photos(order)
            self.printed.append(order)
        finally:
            await free_tray(order)

    async def stop(self, patience: float) -> list[str]:
        """Close the lab. Return the orders (their jobs' names, sorted) that `patience` seconds were too short for."""
        # TODO CLOSE: no more orders. TODO WAIT: for what is being printed, and no longer than that takes.
        for job in self.jobs:  # TODO LIMIT: only those that are still at work when the patience is at its end.
            job.cancel()
        # TODO WAIT: for the trays. TODO REPORT: which orders were cut off.
        return []


if __name__ == "__main__":

    async def main() -> None:
        lab = Lab()
        for order in ("card", "album", "poster"):
            lab.submit(order)
        await asyncio.sleep(0.1)
        print("cut off:", await lab.stop(patience=1.5))
        print("-- the power goes off here --")

    asyncio.run(main())
