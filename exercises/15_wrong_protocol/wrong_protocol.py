"""The wrong protocol (the lesson is in README.md).

Run this file as it is: each part ends in a TypeError that names the protocol that was asked for. Find out
which things are async and which are plain, and use each of them as what it is.
"""

import asyncio
from collections.abc import Callable

from services import Section, Transaction, count_rows, save, stream_rows


# Part 1.
async def export(table: str, write: Callable[[str], None]) -> None:
    """Hand each member's name to `write` as soon as the row is here."""
    for row in stream_rows(table):  # TODO WAIT: between two rows there is a wait
        write(row["name"])


# Part 2.
async def enrol(table: str, name: str) -> None:
    """Save a new member in a transaction of its own."""
    with Transaction(table):  # TODO CLOSE: a transaction has to be begun and ended, and both take time
        await save(table, name)


# Part 3.
async def print_overview(tables: list[str]) -> None:
    """Print a section for each table, with the number of its members in it."""
    async for table in tables:  # TODO WAIT: is there a wait between two names of a list?
        async with Section(table):
            print(await count_rows(table), "members")


# Part 4.
async def paid(table: str) -> list[str]:
    """Return the names of the members who have paid."""
    return [row["name"] for row in stream_rows(table) if row["paid"]]  # TODO WAIT: as in part 1


async def total(table: str) -> int:
    """Return the sum of all fees."""
    return sum(row["fee"] async for row in stream_rows(table))  # TODO WAIT: what does `sum` get here?


async def main() -> None:
    """Try each part. Nothing in here needs to change."""
    await attempt("export", export("runners", print))
    await attempt("enrol", enrol("runners", "Ada"))
    await attempt("print_overview", print_overview(["runners", "swimmers"]))
    await attempt("paid", paid("runners"))
    await attempt("total", total("runners"))


async def attempt(name: str, coroutine) -> None:
    try:
        print(f"{name}: {await coroutine}")
    except TypeError as error:
        print(f"{name}: TypeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
