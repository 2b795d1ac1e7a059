"""Hidden checks: async things are used as async ones, plain things as plain ones."""

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.6))
def stream_rows(call, table):
    for number in range(4):
        yield {"name": f"{call.word} {number}", "fee": call.number(10, 90), "paid": number in (0, 3)}


@service(latency=(0.6, 1.8))
def count_rows(call, table):
    return call.number(100, 999_999)


@service(latency=(0.2, 0.6))
def begin(call, table):
    return None


@service(latency=(0.6, 1.8))
def save(call, table, name):
    if not name:
        raise call.error("Refused", "a member needs a name")


@service(latency=(0.2, 0.6))
def commit(call, table):
    return None


@service(latency=(0.2, 0.6))
def rollback(call, table):
    return None


# --- part 1 -------------------------------------------------------------------------------------------


@scenario
async def an_export(kata, note, table):
    def write(name):
        note("written", name)

    return await kata.export(table, write)


@check(part=1, title="each name is handed on as soon as its row arrives")
async def test_export(play):
    match = await play(an_export, table="rowers")
    arrivals, now = [], 0.0
    for wait in match.latencies("stream_rows", "rowers"):
        now += wait
        arrivals.append(now)
    match.expect_notes("written", [row["name"] for row in match.replies("stream_rows", "rowers")])
    match.expect_note_times("written", arrivals)
    match.expect_calls("stream_rows", exactly=1)
    match.expect_clean()


# --- part 2 -------------------------------------------------------------------------------------------


@scenario
async def a_new_member(kata, table, name):
    return await kata.enrol(table, name)


def in_a_transaction(match, table, *services):
    """These services were asked one after the other, each when the one before had ended."""
    asked = [call.name for call in match.calls()]
    mistake = ""
    if asked == list(services[:-1]):
        match.expect_all_awaited()
        mistake = "cleanup-skipped" if services[-1] == "rollback" else "not-closed"
    elif sorted(asked) == sorted(services):
        mistake = "wrong-order"
    match.expect(
        asked == list(services),
        f"The database was asked for: {', '.join(asked) or 'nothing'}. It has to be: {', '.join(services)}. "
        "A Transaction asks for the first and the last of these by itself, if it is entered and left, and if it is "
        "told of an error when it is left. `async with` does all of that.",
        mistake=mistake,
    )
    args = {"save": lambda call: (table, call.args["name"])}
    match.expect_seconds(
        sum(match.latency(call.name, *args.get(call.name, lambda _: (table,))(call)) for call in match.calls())
    )


@check(part=2, title="a member is saved between begin and commit")
async def test_enrol(play):
    match = await play(a_new_member, table="rowers", name="Ada")
    in_a_transaction(match, "rowers", "begin", "save", "commit")
    match.expect_clean()


@check(part=2, title="a refused member is rolled back, and the error reaches the caller")
async def test_enrol_refused(play):
    match = await play(a_new_member, table="rowers", name="")
    match.expect_error("Refused", saying="a member needs a name")
    in_a_transaction(match, "rowers", "begin", "save", "rollback")
    match.expect_clean()


# --- part 3 -------------------------------------------------------------------------------------------


@scenario
async def an_overview(kata, tables):
    return await kata.print_overview(tables)


@check(part=3, title="a section for each table, with its number of members")
async def test_overview(play):
    tables = ["rowers", "archers", "skaters"]
    match = await play(an_overview, tables=tables)
    counts = [match.reply("count_rows", table) for table in tables]
    lines = [[f"== {table}", f"{count} members", "== end"] for table, count in zip(tables, counts, strict=True)]
    match.expect_lines([line for section in lines for line in section])
    waits = [match.latency("count_rows", table) for table in tables]
    match.expect_calls("count_rows", exactly=len(tables))
    match.expect_seconds(at_least=max(waits))
    match.expect_seconds(at_most=sum(waits))
    match.expect_clean()


# --- part 4 -------------------------------------------------------------------------------------------


@scenario
async def who_has_paid(kata, table):
    return await kata.paid(table)


@scenario
async def all_fees(kata, table):
    return await kata.total(table)


@check(part=4, title="a list of the members who have paid")
async def test_paid(play):
    match = await play(who_has_paid, table="archers")
    rows = match.replies("stream_rows", "archers")
    match.expect_result([row["name"] for row in rows if row["paid"]])
    match.expect_calls("stream_rows", exactly=1)
    match.expect_seconds(match.latency("stream_rows", "archers"))
    match.expect_clean()


@check(part=4, title="the sum of all fees")
async def test_total(play):
    match = await play(all_fees, table="archers")
    match.expect_result(sum(row["fee"] for row in match.replies("stream_rows", "archers")))
    match.expect_calls("stream_rows", exactly=1)
    match.expect_seconds(match.latency("stream_rows", "archers"))
    match.expect_clean()
