"""Visible checks: read them, and `nox -s grade -- 32` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.4))
def log_in(call, user):
    if user == "visitor":
        raise call.error("LoginRefused", "visitors have no session")
    return f"{call.word} of {user}"


@service(latency=lambda ticket, number: 1.2 if number == 52 else (0.5, 0.9))
def load_invoice(call, ticket, number):
    return f"no. {number}, {call.word}" if number else "without a number"


@service(latency=(0.2, 0.4))
def archive(call, invoices):
    if "without a number" in invoices:
        raise call.error("ArchiveError", "one of them has no number")
    return f"{len(invoices)} filed: {call.word}"


@service(latency=(0.2, 0.4))
def log_out(call, ticket):
    return None


@scenario
def the_job(kata, user, numbers):
    return kata.archive_invoices(user, numbers)


def logged_out(match):
    match.expect_calls("log_in", exactly=1)
    match.expect(
        any(call.outcome == "answered" for call in match.calls("log_out")),
        "The job has ended, and it has not logged out: a session is still open.",
        mistake="not-closed",
        function="archive_invoices",
    )
    match.expect_calls("log_out", exactly=1)


@check(part=1, title="two invoices are archived in order, in one event loop")
async def test_two_invoices(play):
    match = await play(the_job, user="clerk", numbers=[52, 16])
    ticket = match.reply("log_in", "clerk")
    invoices = [match.reply("load_invoice", ticket, number) for number in (52, 16)]
    match.expect_result(match.reply("archive", invoices))
    match.expect_loops(1)
    match.expect_loops_closed()
    match.expect_clean()
    logged_out(match)


@check(part=2, title="both invoices are loaded at the same time")
async def test_at_the_same_time(play):
    match = await play(the_job, user="clerk", numbers=[52, 16])
    match.expect_calls("load_invoice", exactly=2)
    match.expect_peak("load_invoice", exactly=2)


@check(part=3, title="the archive refuses an invoice without a number, and the job logs out")
async def test_the_archive_refuses(play):
    match = await play(the_job, user="clerk", numbers=[52, 0])
    match.expect_error("ArchiveError", saying="one of them has no number")
    match.expect_clean()
    logged_out(match)


@check(part=3, title="the login is refused, and there is nothing to log out of")
async def test_a_refused_login(play):
    match = await play(the_job, user="visitor", numbers=[52])
    match.expect_error("LoginRefused", saying="visitors have no session")
    match.expect_calls("log_out", exactly=0)
    match.expect_clean()
