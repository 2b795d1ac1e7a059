import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what, city):
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


async def quote_trip(city):
    prices, refusal = {}, None

    async def note(what):
        prices[what] = await quote(what, city)

    try:
        async with asyncio.TaskGroup() as group:
            for what in ASK:
                group.create_task(note(what))
    except* Exception as failed:
        refusal = failed.exceptions[0]
    if refusal is not None:
        raise refusal
    return [prices[what] for what in ASK]
