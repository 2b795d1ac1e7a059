"""One night job: one loop for each night, the invoices loaded together, and no session left open."""

import threading

from grader.judge import check, scenario, service

LOST = 13  # the number of an invoice that cannot be loaded


@service(latency=(0.2, 0.6), fresh=True)
def log_in(call, user):
    if user == "stranger":
        raise call.error("LoginRefused", "nobody here is called 'stranger'")
    return f"ticket {call.word}"


@service(latency=(0.5, 1.9))
def load_invoice(call, ticket, number):
    if number == LOST:
        raise call.error("LookupError", f"{call.word} was lost")
    return f"invoice {number} ({call.word})" if number else f"an invoice without a number ({call.word})"


@service(latency=(0.2, 0.6))
def archive(call, invoices):
    if any("without a number" in invoice for invoice in invoices):
        raise call.error("ArchiveError", "an invoice has no number")
    return f"receipt {call.word}"


@service(latency=(0.2, 0.6))
def log_out(call, ticket):
    return None


def invoices_of(match, ticket, numbers):
    return [match.reply("load_invoice", ticket, number) for number in numbers]


def archived(match, nights):
    """Each night the invoices of that night were archived, in the order of their numbers. Returns the lists."""
    match.expect_calls("log_in", exactly=len(nights))
    tickets = [match.reply("log_in", "night job", attempt=night) for night in range(len(nights))]
    lists = [invoices_of(match, ticket, numbers) for ticket, numbers in zip(tickets, nights, strict=True)]
    seen = [call.args["invoices"] for call in match.calls("archive")]
    match.expect(
        seen == lists or [sorted(invoices) for invoices in seen] != [sorted(invoices) for invoices in lists],
        "The invoices were archived in another order than asked for.",
        mistake="wrong-order",
        function="archive_invoices",
    )
    return lists


def times(count):
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")


def the_session_was_closed(match, sessions=1):
    """Every session that was opened was closed, once, with its own ticket."""
    closed = len({call.args["ticket"] for call in match.calls("log_out") if call.outcome == "answered"})
    opened = sum(call.outcome == "answered" for call in match.calls("log_in"))
    match.expect(
        closed >= opened,
        f"The job has ended. It logged in {times(opened)} and logged out {times(closed)}, so a session is still open.",
        mistake="not-closed",
        function="archive_invoices",
    )
    match.expect_calls("log_in", exactly=sessions)
    match.expect_calls("log_out", exactly=sessions)


# ---- 1: one loop for the whole job ----------------------------------------------------------------


@scenario
def one_night(kata, user, numbers):
    return kata.archive_invoices(user, numbers)


@scenario
def three_nights(kata, nights):
    receipts, errors = [], []

    def night(numbers):
        try:
            receipts.append(kata.archive_invoices("night job", numbers))
        except BaseException as error:
            errors.append(error)

    night(nights[0])
    for numbers in nights[1:]:  # from now on a scheduler calls the job, in a thread for each night
        thread = threading.Thread(target=night, args=[numbers])
        thread.start()
        thread.join()
    for error in errors:
        raise error
    return receipts


@check(part=1, title="the invoices are archived in order, in one event loop")
async def test_one_loop_for_the_job(play):
    match = await play(one_night, user="night job", numbers=[31, 7, 19])
    [invoices] = archived(match, [[31, 7, 19]])
    match.expect_result(match.reply("archive", invoices))
    match.expect_loops(1)
    match.expect_calls("load_invoice", exactly=3)
    match.expect_clean()
    the_session_was_closed(match)


@check(part=1, title="it works every night, in a script and in a scheduler's thread")
async def test_every_night_and_in_threads(play):
    nights = [[31, 7], [8], [12, 40]]
    match = await play(three_nights, nights=nights)
    match.expect_result([match.reply("archive", invoices) for invoices in archived(match, nights)])
    match.expect_clean()
    the_session_was_closed(match, sessions=3)
    match.expect_loops_closed()
    match.expect_loops(3)


# ---- 2: together ----------------------------------------------------------------------------------


@check(part=2, title="four invoices take as long as the slowest of them")
async def test_invoices_are_loaded_together(play):
    four = [31, 7, 19, 8]
    for numbers in (four, four[::-1]):  # in one of the two orders the slowest is not the first
        match = await play(one_night, user="night job", numbers=numbers)
        [invoices] = archived(match, [numbers])
        match.expect_result(match.reply("archive", invoices))
        ticket = match.reply("log_in", "night job")
        slowest = max(match.latency("load_invoice", ticket, number) for number in numbers)
        ends = match.latency("archive", invoices), match.latency("log_out", ticket)
        match.expect_seconds(at_most=match.latency("log_in", "night job") + slowest + sum(ends))
        match.expect_seconds(at_least=match.latency("log_in", "night job") + slowest + max(ends))
        match.expect_peak("load_invoice", 4)
        match.expect_loops(1)
        match.expect_clean()


# ---- 3: log out whatever happens ------------------------------------------------------------------


@check(part=3, title="the archive refuses: the job logs out, and the error reaches the caller")
async def test_logs_out_after_an_error(play):
    match = await play(one_night, user="night job", numbers=[31, 0, 19])
    match.expect_error("ArchiveError", saying="an invoice has no number")
    match.expect_calls("archive", exactly=1)
    match.expect_clean()
    the_session_was_closed(match)
    match.expect_loops(1)


@scenario
def a_night_that_fails(kata, note, user, numbers):
    try:
        kata.archive_invoices(user, numbers)
    except Exception:  # the error itself, or a group with it
        note("the caller", "told")


@check(part=3, title="an invoice cannot be loaded: the job logs out, and the error reaches the caller")
async def test_logs_out_if_it_cannot_load(play):
    match = await play(a_night_that_fails, user="night job", numbers=[LOST])
    match.expect_notes("the caller", ["told"])
    match.expect_calls("archive", exactly=0)
    match.expect_clean()
    the_session_was_closed(match)


@check(part=3, title="the login is refused: nothing is opened, and the caller is told why")
async def test_nothing_to_close_after_a_refused_login(play):
    match = await play(one_night, user="stranger", numbers=[31, 7])
    match.expect_error("LoginRefused", saying="nobody here is called 'stranger'")
    match.expect_calls("load_invoice", exactly=0)
    match.expect_calls("log_out", exactly=0)
    match.expect_clean()
