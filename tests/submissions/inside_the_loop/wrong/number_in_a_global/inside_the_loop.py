"""The number of the room is a global: the last guest's, for all."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


room = 0


async def handle_room(db: Database, number: int) -> dict:
    global room
    room = number
    await asyncio.sleep(0)
    return {"status": 200, "body": await room_page(db)}


async def room_page(db: Database) -> str:
    name, price = await asyncio.gather(db.name(room), db.price(room))
    return f"{name}, {price} euros"
