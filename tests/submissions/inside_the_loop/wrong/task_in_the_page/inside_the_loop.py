"""The page that the server gets is a task."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": asyncio.create_task(room_page(db, number))}


async def room_page(db: Database, number: int) -> str:
    name, price = await asyncio.gather(db.name(number), db.price(number))
    return f"{name}, {price} euros"
