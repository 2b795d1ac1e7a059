"""A thread with a loop of its own, waited for with join."""

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
    import threading

    box = []

    def work():
        try:
            box.append(asyncio.run(coroutine))
        except Exception as error:
            box.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(box[0], Exception):
        raise box[0]
    return box[0]
