"""A pharmacy looks at its database in several tasks at once (the lesson is in README.md).

Run this file: the dashboard fails with "another operation is in progress", and a cancelled delivery stays half booked.
"""

import asyncio

from services import DatabaseError, Pool, ask_model


async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    """1. The rows of all panels, in the order of `panels`, read at the same time."""
    # TODO START: a session runs one statement at a time.
    async with pool.session() as session:
        return await asyncio.gather(*[session.execute(f"select {panel}") for panel in panels])


async def advise(pool: Pool, customer: str) -> str:
    """2. Read the orders of a customer, let the model read them, write its advice down, and return it."""
    # TODO LIMIT: others wait for this session.
    async with pool.session() as session:
        orders = await session.execute(f"select orders of {customer}")
        advice = await ask_model(orders)
        await session.execute(f"insert advice for {customer}: {advice}")
    return advice


async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    """3. and 4. Book boxes out of one store and into another, with a line in the log: all of it or nothing."""
    async with pool.session() as session:
        await session.execute("begin")
        await session.execute(f"update {source} by {-boxes}")
        await session.execute(f"update {target} by {boxes}")
        await write_log(pool, f"{boxes} from {source} to {target}")
        await session.execute("commit")
    # TODO CLOSE: 4. after an error and a cancellation too: nothing that was begun may stay in the session.


async def write_log(pool: Pool, text: str) -> None:
    """3. Write a line of the log."""
    # TODO: in which transaction is it?
    async with pool.session() as session:
        await session.execute(f"insert log: {text}")


if __name__ == "__main__":

    async def main() -> None:
        pool = Pool(size=4)
        try:
            print(await dashboard(pool, ["stock", "prices", "shifts"]))
        except DatabaseError as error:
            print(f"DatabaseError: {error}")
            await asyncio.sleep(0.5)
        print(await asyncio.gather(advise(pool, "ann"), advise(pool, "ben")))
        await deliver(pool, 3, "north", "south")
        print("-- and one that is cancelled --")
        delivery = asyncio.create_task(deliver(pool, 5, "north", "east"))
        await asyncio.sleep(0.9)
        delivery.cancel()
        await asyncio.wait([delivery])

    asyncio.run(main())
