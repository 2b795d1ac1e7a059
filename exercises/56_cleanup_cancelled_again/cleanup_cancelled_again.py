"""A buyer leaves in the middle of the payment, and the seat stays held until the curtain.

Run this file: the seat is being given back when the sale is cancelled a second time, and it never is. Change the
box office so that a release is finished once it has begun, and `close` waits for all that are under way.
"""

import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    """Sells seats. A seat that was held and not paid for is released, however the sale ended."""

    def __init__(self) -> None:
        self.problems: list[str] = []  # what went wrong with a release

    async def sell(self, seat: str, buyer: str) -> str:
        """Return the ticket. If there is none, the seat is released before the error comes out."""
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            # TODO CLOSE: the next cancellation strikes here. Who finishes the release then?
            await release_seat(seat)
            raise

    async def close(self) -> None:
        """Return when no release is under way any more."""
        # TODO WAIT: for all of them. TODO REPORT: one that fails, in `problems`.


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
