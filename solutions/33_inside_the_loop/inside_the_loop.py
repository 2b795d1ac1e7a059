"""The website of a hotel: `await` all the way, from the handler down to the database."""

import asyncio
import time

from services import Database, write_log


async def handle_health() -> dict:
    """Given: the supervisor asks this four times a second. It restarts a server that does not answer."""
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    """The server awaits this for each guest, in its loop."""
    return {"status": 200, "body": await room_page(db, number)}


async def room_page(db: Database, number: int) -> str:
    """The text of a page: "Room 7, 87 euros"."""
    # room_name and room_price did nothing but run; without that, they are db.name and db.price.
    name, price = await asyncio.gather(db.name(number), db.price(number))
    return f"{name}, {price} euros"


if __name__ == "__main__":

    async def server():
        db = Database()
        begun = time.perf_counter()
        for page in await asyncio.gather(handle_room(db, 7), handle_room(db, 8)):
            print(page)
        print(f"two guests at once, {time.perf_counter() - begun:.1f} s; it has to take 0.5 s")

    asyncio.run(server())
