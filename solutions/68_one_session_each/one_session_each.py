"""A pharmacy looks at its database in several tasks at once: each task has a session of its own, and not for long."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from services import DatabaseError, Pool, Session, ask_model


async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    """1. The rows of all panels, in the order of `panels`, read at the same time."""
    return await asyncio.gather(*[read(pool, f"select {panel}") for panel in panels])


async def read(pool: Pool, statement: str) -> str:
    async with pool.session() as session:
        return await session.execute(statement)


async def advise(pool: Pool, customer: str) -> str:
    """2. Read the orders of a customer, let the model read them, write its advice down, and return it."""
    orders = await read(pool, f"select orders of {customer}")
    advice = await ask_model(orders)
    async with pool.session() as session:
        await session.execute(f"insert advice for {customer}: {advice}")
    return advice


@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:
    async with pool.session() as session:
        await session.execute("begin")
        try:
            yield session
            await session.execute("commit")
        except BaseException:
            await session.execute("rollback")
            raise


async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    """3. and 4. Book boxes out of one store and into another, with a line in the log: all of it or nothing."""
    async with transaction(pool) as session:
        await session.execute(f"update {source} by {-boxes}")
        await session.execute(f"update {target} by {boxes}")
        await write_log(session, f"{boxes} from {source} to {target}")


async def write_log(session: Session, text: str) -> None:
    """3. Write a line of the log, in the transaction of the caller."""
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
