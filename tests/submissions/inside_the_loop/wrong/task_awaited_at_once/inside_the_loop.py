"""Each task is awaited before the next one is made."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    name = await asyncio.create_task(db.name(number))
    price = await asyncio.create_task(db.price(number))
    return {"status": 200, "body": f"{name}, {price} euros"}
