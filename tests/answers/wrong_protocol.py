"""Right and wrong answers to wrong_protocol. docs/for-authors.md says how to read a cell."""


# %% right a_transaction_by_hand
async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    try:
        await save(table, name)
    except BaseException as error:
        await transaction.__aexit__(type(error), error, error.__traceback__)
        raise
    await transaction.__aexit__(None, None, None)


# %% right anext_and_exit_stacks
# The protocols by their methods: anext, exit stacks, and the plain calls.
from contextlib import AsyncExitStack, ExitStack


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


# %% right generators_and_managers_of_its_own
# Small async generators and managers around those of the club, and all counts asked for together.
from collections import deque
from contextlib import aclosing, asynccontextmanager
import services


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


# %% right loops_spelled_out
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


# %% right the_methods_by_hand
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


# %% wrong adds_the_first_rows: part 4, wrong-answer
# Asks for as many rows as services.py has by itself.
async def total(table):
    rows = stream_rows(table)
    fees = [(await anext(rows))["fee"] for _ in range(3)]  # <- the fault
    await rows.aclose()
    return sum(fees)


# %% wrong anext_without_await: part 1, never-awaited
# Knows anext, and believes that it waits by itself.
async def export(table, write):
    rows = stream_rows(table)
    for _ in range(4):
        row = anext(rows)  # <- the fault
        write(row["name"])


# %% wrong async_for_in_a_helper: part 1, await-outside-async
# Believes that async for needs no async def, because it has the word itself.
async def export(table, write):
    def hand_on():
        async for row in stream_rows(table):  # <- the fault
            write(row["name"])

    hand_on()


# %% wrong async_for_over_a_list: part 3, wrong-protocol
# Believes that in an async def every loop is an async for.
async def print_overview(tables):
    async for table in tables:  # <- the fault
        with Section(table):
            print(await count_rows(table), "members")


# %% wrong async_with_for_everything: part 3, wrong-protocol
# Believes that a block with await in it needs async with.
async def print_overview(tables):
    for table in tables:
        async with Section(table):  # <- the fault
            print(await count_rows(table), "members")


# %% wrong awaits_the_list: part 3, awaited-plain-value
# Awaits the list before the loop, since async for did not work.
async def print_overview(tables):
    for table in await tables:  # <- the fault
        with Section(table):
            print(await count_rows(table), "members")


# %% wrong awaits_the_stream: part 1, wrong-protocol
# Believes that one await fetches what an async generator yields.
async def export(table, write):
    for row in await stream_rows(table):  # <- the fault
        write(row["name"])


# %% wrong awaits_the_sum: part 4, wrong-protocol
# Believes that an await before sum lets it read a stream.
async def total(table):
    return await sum(row["fee"] async for row in stream_rows(table))  # <- the fault


# %% wrong awaits_the_transaction: part 2, awaited-plain-value
# Believes that an async thing is made ready by awaiting it.
async def enrol(table, name):
    with await Transaction(table):  # <- the fault
        await save(table, name)


# %% wrong collected_first: part 1, buffered-stream
# Collects the rows, and hands the names on when all of them are here.
async def export(table, write):
    rows = [row async for row in stream_rows(table)]  # <- the fault
    for row in rows:
        write(row["name"])


# %% wrong commits_in_any_case: part 2, wrong-answer
# Leaves the transaction in finally, and does not say that there was an error.
async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    try:
        await save(table, name)
    finally:
        await transaction.__aexit__(None, None, None)  # <- the fault


# %% wrong count_not_awaited: part 3, never-awaited
# Believes that print awaits what it prints.
async def print_overview(tables):
    for table in tables:
        with Section(table):
            print(count_rows(table), "members")  # <- the fault


# %% wrong does_not_know_the_end: part 1, missed-the-end
# Believes that anext gives None at the end.
async def export(table, write):
    rows = stream_rows(table)
    while True:
        row = await anext(rows)  # <- the fault
        if row is None:
            break
        write(row["name"])


# %% wrong exit_not_awaited: part 2, never-awaited
# Calls the methods by hand, and awaits the first one only.
async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    await save(table, name)
    transaction.__aexit__(None, None, None)  # <- the fault


# %% wrong keeps_the_error: part 2, error-swallowed
# Believes that after a rollback the error is dealt with.
async def enrol(table, name):
    try:
        async with Transaction(table):
            await save(table, name)
    except Exception as error:  # <- the fault
        print(error)


# %% wrong left_by_hand: part 2, cleanup-skipped
# Does by hand what async with does, on a good day.
async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()
    await save(table, name)  # <- the fault
    await transaction.__aexit__(None, None, None)


# %% wrong made_up_rows: part 1, answer-not-asked
# Writes what services.py would say, and asks nobody.
async def export(table, write):
    for number in range(3):
        await asyncio.sleep(0.2)
        write(f"{table} {number}")  # <- the fault


# %% wrong never_left: part 2, not-closed
# Enters the transaction by hand, and forgets to leave it.
async def enrol(table, name):
    transaction = Transaction(table)
    await transaction.__aenter__()  # <- the fault
    await save(table, name)


# %% wrong next_for_anext: part 1, wrong-protocol
# Takes the stream for an iterator.
async def export(table, write):
    rows = stream_rows(table)
    for _ in range(4):
        row = next(rows)  # <- the fault
        write(row["name"])


# %% wrong no_section: part 3, wrong-answer
# Takes out the line that raises.
async def print_overview(tables):
    for table in tables:
        print(await count_rows(table), "members")


# %% wrong no_transaction: part 2, wrong-answer
# Takes out the line that raises.
async def enrol(table, name):
    await save(table, name)


# %% wrong plain_comprehension: part 4, wrong-protocol
# Believes that a comprehension in an async def is an async one.
async def paid(table):
    return [row["name"] for row in stream_rows(table) if row["paid"]]  # <- the fault


# %% wrong plain_for: part 1, wrong-protocol
# Believes that for is enough, because the function around it is async.
async def export(table, write):
    for row in stream_rows(table):  # <- the fault
        write(row["name"])


# %% wrong plain_with: part 2, wrong-protocol
# Believes that with enters whatever can be entered.
async def enrol(table, name):
    with Transaction(table):  # <- the fault
        await save(table, name)


# %% wrong round_brackets: part 4, wrong-protocol
# Believes that round and square brackets both give a list.
async def paid(table):
    return (row["name"] async for row in stream_rows(table) if row["paid"])  # <- the fault


# %% wrong save_not_awaited: part 2, never-awaited
# Believes that async with awaits what is called inside of it.
async def enrol(table, name):
    async with Transaction(table):
        save(table, name)  # <- the fault


# %% wrong sections_mixed_up: part 3, wrong-order
# Starts all tables together, sections and all.
async def print_overview(tables):
    async def section(table):
        with Section(table):
            print(await count_rows(table), "members")

    await asyncio.gather(*map(section, tables))  # <- the fault


# %% wrong sum_of_a_stream: part 4, wrong-protocol
# Believes that sum can read whatever can be looped over.
async def total(table):
    return sum(row["fee"] async for row in stream_rows(table))  # <- the fault
