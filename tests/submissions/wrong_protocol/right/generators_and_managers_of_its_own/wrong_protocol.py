"""Small async generators and managers around those of the club, and all counts asked for together."""

import asyncio
from collections import deque
from contextlib import aclosing, asynccontextmanager

import services
from services import Section, Transaction, count_rows, save


async def names(table, wanted=lambda row: True):
    async with aclosing(services.stream_rows(table)) as rows:
        async for row in rows:
            if wanted(row):
                yield row["name"]


async def export(table, write):
    deque([write(name) async for name in names(table)], maxlen=0)


@asynccontextmanager
async def changes(table):
    transaction = Transaction(table)
    async with transaction:
        yield lambda name: save(table, name)


async def enrol(table, name):
    async with changes(table) as put:
        await put(name)


async def print_overview(tables):
    counts = await asyncio.gather(*map(count_rows, tables))
    for table, count in zip(tables, counts):
        with Section(table):
            print(f"{count} members")


async def paid(table):
    return [name async for name in names(table, lambda row: row["paid"])]


async def total(table):
    fees = {number: row["fee"] async for number, row in numbered(services.stream_rows(table))}
    return sum(fees.values())


async def numbered(stream):
    number = 0
    async for item in stream:
        yield number, item
        number += 1
