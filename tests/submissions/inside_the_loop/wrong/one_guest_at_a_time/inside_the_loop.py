"""A lock around the page."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


LOCKS: dict[Database, asyncio.Lock] = {}


async def handle_room(db: Database, number: int) -> dict:
    async with LOCKS.setdefault(db, asyncio.Lock()):
        name, price = await asyncio.gather(db.name(number), db.price(number))
    return {"status": 200, "body": f"{name}, {price} euros"}
