import asyncio

from services import Section, Transaction, count_rows, save, stream_rows


async def export(table, write):
    async for row in stream_rows(table):
        write(row["name"])


async def enrol(table, name):
    async with Transaction(table):
        await save(table, name)


async def print_overview(tables):
    for table in tables:
        with Section(table):
            print(await count_rows(table), "members")


async def paid(table):
    return [row["name"] async for row in stream_rows(table) if row["paid"]]


async def total(table):
    return await sum(row["fee"] async for row in stream_rows(table))
