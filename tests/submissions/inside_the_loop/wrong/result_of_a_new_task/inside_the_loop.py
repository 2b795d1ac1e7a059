"""The task is asked for its result before it has run."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    return asyncio.get_running_loop().create_task(coroutine).result()
