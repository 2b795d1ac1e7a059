import asyncio

from services import Section, Transaction, count_rows, save, stream_rows


async def export(table, write):
    async for row in stream_rows(table):
        write(row["name"])


async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    try:
        await save(table, name)
    except BaseException as error:
        await transaction.__aexit__(type(error), error, error.__traceback__)
        raise
    await transaction.__aexit__(None, None, None)


async def print_overview(tables):
    for table in tables:
        with Section(table):
            print(await count_rows(table), "members")


async def paid(table):
    return [row["name"] async for row in stream_rows(table) if row["paid"]]


async def total(table):
    return sum([row["fee"] async for row in stream_rows(table)])
