"""Both queries together, and a look every tenth of a second."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    name = asyncio.create_task(db.name(number))
    price = asyncio.create_task(db.price(number))
    while not (name.done() and price.done()):
        await asyncio.sleep(0.1)
    return {"status": 200, "body": f"{name.result()}, {price.result()} euros"}
