"""A plain def may hand a coroutine on: only whoever needs the value has to await it."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": page(*await asyncio.gather(room_name(db, number), room_price(db, number)))}


def page(name: str, price: int) -> str:
    return f"{name}, {price} euros"


def room_name(db: Database, number: int):
    return db.name(number)


def room_price(db: Database, number: int):
    return db.price(number)
