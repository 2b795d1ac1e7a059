"""Two awaits in one text: the price is asked when the name is there."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await room_page(db, number)}


async def room_page(db: Database, number: int) -> str:
    return f"{await db.name(number)}, {await db.price(number)} euros"
