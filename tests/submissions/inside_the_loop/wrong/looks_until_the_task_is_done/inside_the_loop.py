"""A plain function starts tasks and sleeps until they are done; they cannot run while it sleeps."""

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
    import time

    task = asyncio.get_running_loop().create_task(coroutine)
    while not task.done():
        time.sleep(0.01)
    return task.result()
