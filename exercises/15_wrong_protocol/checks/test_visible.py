"""Visible checks: read them, and `nox -s grade -- 15` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.1, 0.4))
def stream_rows(call, table):
    yield {"name": f"Nora {call.word}", "fee": 25, "paid": False}
    yield {"name": f"Tom {call.word}", "fee": 40, "paid": True}


@service(latency=(0.3, 0.9))
def count_rows(call, table):
    return call.number(100, 9_999)


@service(latency=(0.1, 0.4))
def begin(call, table):
    return None


@service(latency=(0.3, 0.9))
def save(call, table, name):
    return None


@service(latency=(0.1, 0.4))
def commit(call, table):
    return None


@service(latency=(0.1, 0.4))
def rollback(call, table):
    return None


@scenario
async def two_rows_handed_on(kata, note, table):
    return await kata.export(table, lambda name: note("name", name))


@scenario
async def a_member_joins(kata, table, name):
    return await kata.enrol(table, name)


@scenario
async def two_sections(kata, tables):
    return await kata.print_overview(tables)


@scenario
async def paid_and_total(kata, table):
    return [await kata.paid(table), await kata.total(table)]


@check(part=1, title="two names are handed on, the first one before the second row is here")
async def test_two_names(play):
    match = await play(two_rows_handed_on, table="divers")
    first, second = match.latencies("stream_rows", "divers")
    match.expect_notes("name", [row["name"] for row in match.replies("stream_rows", "divers")])
    match.expect_note_times("name", [first, first + second])
    match.expect_clean()


@check(part=2, title="a member is saved, and the transaction around it is begun and ended")
async def test_a_member_joins(play):
    match = await play(a_member_joins, table="divers", name="Bo")
    asked = [call.name for call in match.calls()]
    match.expect(
        asked == ["begin", "save", "commit"],
        f"The database was asked for: {', '.join(asked) or 'nothing'}. A Transaction that is entered and left asks "
        "for begin and commit by itself, before and after what stands in its block.",
        mistake="wrong-order" if sorted(asked) == ["begin", "commit", "save"] else "",
    )
    match.expect_clean()


@check(part=3, title="two tables, a section for each")
async def test_two_sections(play):
    match = await play(two_sections, tables=["divers", "judges"])
    divers, judges = match.reply("count_rows", "divers"), match.reply("count_rows", "judges")
    match.expect_lines(["== divers", f"{divers} members", "== end", "== judges", f"{judges} members", "== end"])
    match.expect_clean()


@check(part=4, title="who has paid, and the fees of two members")
async def test_paid_and_total(play):
    match = await play(paid_and_total, table="divers")
    match.expect_result([[match.replies("stream_rows", "divers")[1]["name"]], 65])
    match.expect_calls("stream_rows", exactly=2)
    match.expect_clean()
