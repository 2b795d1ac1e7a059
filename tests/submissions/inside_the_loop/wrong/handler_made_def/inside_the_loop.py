"""The handler became plain, and is called by the server's loop all the same."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": asyncio.run(room_page(db, number))}


async def room_page(db: Database, number: int) -> str:
    name, price = await asyncio.gather(db.name(number), db.price(number))
    return f"{name}, {price} euros"
