"""A class for the page, and a TaskGroup for what it waits for."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


class RoomPage:
    def __init__(self, db: Database, number: int) -> None:
        self.db = db
        self.number = number

    async def load(self) -> "RoomPage":
        async with asyncio.TaskGroup() as group:
            name = group.create_task(self.db.name(self.number))
            price = group.create_task(self.db.price(self.number))
        self.name, self.price = name.result(), price.result()
        return self

    def __str__(self) -> str:
        return f"{self.name}, {self.price} euros"


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": str(await RoomPage(db, number).load())}
