"""Take nothing new, wait for a while, cancel what is left, and wait for its clean-up."""

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
        self.closed = True
        jobs = set(self.jobs)  # they leave the other set when they are done
        try:
            if jobs:  # asyncio.wait wants at least one
                await asyncio.wait(jobs, timeout=patience)
        finally:  # also if this stop is cancelled
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


if __name__ == "__main__":

    async def main() -> None:
        lab = Lab()
        for order in ("card", "album", "poster"):
            lab.submit(order)
        await asyncio.sleep(0.1)
        print("cut off:", await lab.stop(patience=1.5))
        print("-- the power goes off here --")

    asyncio.run(main())
