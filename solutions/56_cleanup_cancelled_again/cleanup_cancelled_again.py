"""A release is a task of the office's, not of the sale's: no cancellation of the sale reaches it."""

import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    """Sells seats. A seat that was held and not paid for is released, however the sale ended."""

    def __init__(self) -> None:
        self.problems: list[str] = []  # what went wrong with a release
        self._releases: set[asyncio.Task[None]] = set()

    async def sell(self, seat: str, buyer: str) -> str:
        """Return the ticket. If there is none, the seat is released before the error comes out."""
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self._release(seat))
            self._releases.add(release)  # the loop itself holds it only weakly
            release.add_done_callback(self._releases.discard)
            await asyncio.shield(release)
            raise

    async def _release(self, seat: str) -> None:
        try:
            await release_seat(seat)
        except Exception as error:  # the sale may have ended when this happens
            self.problems.append(str(error))

    async def close(self) -> None:
        """Return when no release is under way any more."""
        while self._releases:
            await asyncio.wait(self._releases)  # which, unlike gather, cancels none of them when we are cancelled


if __name__ == "__main__":

    async def main() -> None:
        office = BoxOffice()
        sale = asyncio.create_task(office.sell("B12", "a buyer in a hurry"))
        await asyncio.sleep(0.5)
        sale.cancel()  # the buyer closes the page …
        await asyncio.sleep(0.2)
        sale.cancel()  # … and the server stops
        await asyncio.wait([sale])
        await office.close()
        print("the office is closed, problems:", office.problems)

    asyncio.run(main())
