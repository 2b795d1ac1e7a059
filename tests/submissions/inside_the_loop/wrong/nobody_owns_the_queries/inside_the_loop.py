"""Plain functions, callbacks and a future for the page; nothing but the queries themselves knows the queries."""

import asyncio

from services import Database, write_log


async def handle_health() -> dict:
    await write_log("health")
    return {"status": 200, "body": "alive"}


def handle_room(db: Database, number: int) -> "asyncio.Future[dict]":
    loop = asyncio.get_running_loop()
    page = loop.create_future()
    both = asyncio.gather(db.name(number), db.price(number))

    def fill(done):
        if done.cancelled():
            page.cancel()
        elif done.exception():
            page.set_exception(done.exception())
        else:
            name, price = done.result()
            page.set_result({"status": 200, "body": f"{name}, {price} euros"})

    both.add_done_callback(fill)
    return page
