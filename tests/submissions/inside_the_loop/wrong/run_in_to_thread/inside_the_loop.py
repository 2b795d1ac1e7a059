"""The loop stays free, but the server's connections do not work in the second loop."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await asyncio.to_thread(room_page, db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{asyncio.run(db.name(number))}, {asyncio.run(db.price(number))} euros"
