import asyncio
from services import Section, Transaction, count_rows, save, stream_rows


async def export(table, write):
    stream = stream_rows(table)
    while True:
        try:
            row = await stream.__anext__()
        except StopAsyncIteration:
            break
        write(row["name"])


async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    try:
        await save(table, name)
    except Exception as error:
        await transaction.__aexit__(type(error), error, None)
        raise
    await transaction.__aexit__(None, None, None)


async def print_overview(tables):
    for table in tables:
        section = Section(table)
        section.__enter__()
        print(await count_rows(table), "members")
        section.__exit__(None, None, None)


async def paid(table):
    names = []
    async for row in stream_rows(table):
        if row["paid"]:
            names.append(row["name"])
    return names


async def total(table):
    fees = 0
    async for row in stream_rows(table):
        fees += row["fee"]
    return fees
