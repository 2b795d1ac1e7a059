import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what, city):
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_EXCEPTION)
        for call in done:
            call.result()
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
    return [call.result() for call in calls]
