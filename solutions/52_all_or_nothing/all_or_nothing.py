"""One refusal ends the trip: the other calls are cancelled and waited out, and the error comes out as it is."""

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
    """Ask for flight, hotel and car at the same time. Return the three prices in this order."""
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # the first; the cancelled ones are not in it
    return [call.result() for call in calls]


if __name__ == "__main__":

    async def main() -> None:
        print(await quote_trip("Ghent"))
        try:
            print(await quote_trip("Leipzig"))
        except Exception as error:
            print("no trip:", repr(error))
        await asyncio.sleep(2)  # the agent goes on with the day

    asyncio.run(main())
