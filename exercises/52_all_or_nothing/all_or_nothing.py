"""A trip is a flight, a room and a car. If one of them is not to be had, there is no trip.

Run this file. The hotel says no after half a second, and the agent goes on talking to the other two, which costs
money for nothing. Change `quote_trip`; `quote` is right.
"""

import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what: str, city: str) -> str:
    """Given: one call. However it ends, the line is hung up."""
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


async def quote_trip(city: str) -> list[str]:
    """Ask for flight, hotel and car at the same time. Return the three prices in this order.

    The first error ends the other calls, and comes out of here once all three lines are hung up.
    """
    # TODO START: all three, so that one of them can end the others.
    # TODO CLOSE: wait until every line is hung up. TODO REPORT: the first error, as it is.
    return await asyncio.gather(*[quote(what, city) for what in ASK])


if __name__ == "__main__":

    async def main() -> None:
        print(await quote_trip("Ghent"))
        try:
            print(await quote_trip("Leipzig"))
        except Exception as error:
            print("no trip:", repr(error))
        await asyncio.sleep(2)  # the agent goes on with the day

    asyncio.run(main())
