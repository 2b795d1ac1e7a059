"""The wrong protocol: solved."""

import asyncio
from collections.abc import Callable

from services import Section, Transaction, count_rows, save, stream_rows


async def export(table: str, write: Callable[[str], None]) -> None:
    """Hand each member's name to `write` as soon as the row is here."""
    async for row in stream_rows(table):
        write(row["name"])


async def enrol(table: str, name: str) -> None:
    """Save a new member in a transaction of its own."""
    async with Transaction(table):
        await save(table, name)


async def print_overview(tables: list[str]) -> None:
    """Print a section for each table, with the number of its members in it."""
    for table in tables:
        with Section(table):
            print(await count_rows(table), "members")


async def paid(table: str) -> list[str]:
    """Return the names of the members who have paid."""
    return [row["name"] async for row in stream_rows(table) if row["paid"]]


async def total(table: str) -> int:
    """Return the sum of all fees."""
    return sum([row["fee"] async for row in stream_rows(table)])  # a list: sum cannot read an async generator


async def main() -> None:
    """Try each part."""
    await export("runners", print)
    await enrol("runners", "Ada")
    await print_overview(["runners", "swimmers"])
    print("paid:", await paid("runners"))
    print("total:", await total("runners"))


if __name__ == "__main__":
    asyncio.run(main())
