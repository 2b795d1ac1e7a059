"""The protocols by their methods: anext, exit stacks, and the plain calls."""

from contextlib import AsyncExitStack, ExitStack

from services import Section, Transaction, count_rows, save, stream_rows

END = object()


async def export(table, write):
    rows = aiter(stream_rows(table))
    while (row := await anext(rows, END)) is not END:
        write(row["name"])


async def enrol(table, name):
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Transaction(table))
        await save(table, name)


async def print_overview(tables):
    for table in tables:
        with ExitStack() as stack:
            stack.enter_context(Section(table))
            print(await count_rows(table), "members")


async def rows_of(table):
    return [row async for row in stream_rows(table)]


async def paid(table):
    return [row["name"] for row in await rows_of(table) if row["paid"]]


async def total(table):
    return sum(row["fee"] for row in await rows_of(table))
