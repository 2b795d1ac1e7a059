"""The loop's thread waits for something that only the loop could do."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    loop = asyncio.get_running_loop()
    return {"status": 200, "body": room_page(db, number, loop)}


def room_page(db: Database, number: int, loop) -> str:
    name = asyncio.run_coroutine_threadsafe(db.name(number), loop).result()
    price = asyncio.run_coroutine_threadsafe(db.price(number), loop).result()
    return f"{name}, {price} euros"
