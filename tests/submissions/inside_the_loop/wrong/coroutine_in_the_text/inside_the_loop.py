"""The page shows the coroutine objects."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": f"{db.name(number)}, {db.price(number)} euros"}
