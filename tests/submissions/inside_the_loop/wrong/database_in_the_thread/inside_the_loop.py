"""A thread, a loop and a pool of connections for each guest."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await asyncio.to_thread(lambda: asyncio.run(room_page(number)))}


async def room_page(number: int) -> str:
    db = Database()
    name, price = await asyncio.gather(db.name(number), db.price(number))
    return f"{name}, {price} euros"
