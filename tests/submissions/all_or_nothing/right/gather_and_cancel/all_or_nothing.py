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
        return await asyncio.gather(*calls)
    except BaseException:
        for call in calls:
            if not call.cancelling():
                call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        raise
