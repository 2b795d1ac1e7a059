"""The website of a hotel: every room page ends with status 500.

Run this file first. The server awaits `handle_room` in its loop, and three calls further down stands
`asyncio.run`. The functions below `handle_room` are yours: change their `def` lines as you need it.
"""

import asyncio
import time

from services import Database, write_log


async def handle_health() -> dict:
    """Given: the supervisor asks this four times a second. It restarts a server that does not answer."""
    await write_log("health")
    return {"status": 200, "body": "alive"}


async def handle_room(db: Database, number: int) -> dict:
    """The server awaits this for each guest, in its loop."""
    # TODO WAIT: for the page.
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    """The text of a page: "Room 7, 87 euros"."""
    # TODO START: both queries. TODO WAIT: for both.
    return f"{room_name(db, number)}, {room_price(db, number)} euros"


def room_name(db: Database, number: int) -> str:
    # TODO WAIT: a loop runs already, far above.
    return asyncio.run(db.name(number))


def room_price(db: Database, number: int) -> int:
    # TODO WAIT: here as well.
    return asyncio.run(db.price(number))


if __name__ == "__main__":

    async def visit(db, number):
        try:
            return await handle_room(db, number)
        except RuntimeError as error:
            return {"status": 500, "body": f"RuntimeError: {error}"}

    async def server():
        db = Database()
        begun = time.perf_counter()
        for page in await asyncio.gather(visit(db, 7), visit(db, 8)):
            print(page)
        print(f"two guests at once, {time.perf_counter() - begun:.1f} s; it has to take 0.5 s")

    asyncio.run(server())
