"""Every function between the handler and the database became async, and stayed."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await room_page(db, number)}


async def room_page(db: Database, number: int) -> str:
    price = asyncio.create_task(room_price(db, number))
    return f"{await room_name(db, number)}, {await price} euros"


async def room_name(db: Database, number: int) -> str:
    return await db.name(number)


async def room_price(db: Database, number: int) -> int:
    return await db.price(number)
