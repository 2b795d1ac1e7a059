import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what, city):
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except* Exception as failed:
        raise failed.exceptions[0] from None
    return [call.result() for call in calls]
