"""One night job: one loop for each night, the invoices loaded together, and no session left open."""

from grader.judge import check, scenario, service


class LoginRefused(Exception):
    """Stands for the LoginRefused of services.py."""


class ArchiveError(Exception):
    """Stands for the ArchiveError of services.py."""


@service(latency=(0.2, 0.6), fresh=True)
def log_in(call, user):
    if user == "stranger":
        raise LoginRefused("nobody here is called 'stranger'")
    return f"ticket {call.word}"


@service(latency=(0.5, 1.9))
def load_invoice(call, ticket, number):
    return f"invoice {number} ({call.word})" if number else f"an invoice without a number ({call.word})"


@service(latency=(0.2, 0.6))
def archive(call, invoices):
    if any("without a number" in invoice for invoice in invoices):
        raise ArchiveError("an invoice has no number")
    return f"receipt {call.word}"


@service(latency=(0.2, 0.6))
def log_out(call, ticket):
    return None


def invoices_of(match, ticket, numbers):
    return [match.answer("load_invoice", ticket, number) for number in numbers]


def the_session_was_closed(match, sessions=1):
    """Every session that was opened was closed, once, with its own ticket."""
    opened = len([call for call in match.calls("log_in") if call.outcome == "answered"])
    closed = len({call.args["ticket"] for call in match.calls("log_out")})
    match.expect(opened == sessions, f"Sessions opened: {opened}; expected: {sessions}.")
    match.expect(
        closed == opened,
        "The job has ended and its session is still open: nobody logged out.",
        mistake="not-closed",
        function="archive_invoices",
    )
    match.called("log_out", times=sessions)
    for call in match.calls("log_out"):
        match.expect(call.outcome == "answered", "The job did not wait until it was logged out.")


# ---- 1: one loop for the whole job ----------------------------------------------------------------


@scenario
def one_night(kata, note, user, numbers):
    return kata.archive_invoices(user, numbers)


@scenario
def three_nights(kata, note, nights):
    import threading

    receipts = [kata.archive_invoices("night job", nights[0])]
    for numbers in nights[1:]:  # from now on a scheduler calls the job, in a thread for each night
        errors = []

        def work(numbers=numbers, errors=errors):
            try:
                receipts.append(kata.archive_invoices("night job", numbers))
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if errors:
            raise errors[0]
    return receipts


@check(part=1, title="the invoices are archived in order, in one event loop")
async def test_one_loop_for_the_job(play):
    match = await play(one_night, user="night job", numbers=[31, 7, 19])
    ticket = match.answer("log_in", "night job")
    archived = invoices_of(match, ticket, [31, 7, 19])
    match.returned(match.answer("archive", archived))
    match.loops_made(1)
    match.called("load_invoice", times=3)
    the_session_was_closed(match)
    match.clean()


@check(part=1, title="it works every night, in a script and in a thread of the scheduler")
async def test_every_night_and_in_threads(play):
    nights = [[31, 7], [8], [12, 40]]
    match = await play(three_nights, nights=nights)
    tickets = [match.answer("log_in", "night job", attempt=night) for night in range(3)]
    archived = [invoices_of(match, ticket, numbers) for ticket, numbers in zip(tickets, nights, strict=True)]
    match.returned([match.answer("archive", invoices) for invoices in archived])
    the_session_was_closed(match, sessions=3)
    match.expect(len(match.loops) <= 3, f"Three nights need three event loops; {len(match.loops)} were made.")
    match.loops_closed()
    match.clean()


# ---- 2: together ----------------------------------------------------------------------------------


@check(part=2, title="four invoices take as long as the slowest of them")
async def test_invoices_are_loaded_together(play):
    numbers = [31, 7, 19, 8]
    match = await play(one_night, user="night job", numbers=numbers)
    ticket = match.answer("log_in", "night job")
    archived = invoices_of(match, ticket, numbers)
    match.returned(match.answer("archive", archived))
    slowest = max(match.latency("load_invoice", ticket, number) for number in numbers)
    ends = match.latency("archive", archived), match.latency("log_out", ticket)
    match.took_at_most(match.latency("log_in", "night job") + slowest + sum(ends))
    match.took_at_least(match.latency("log_in", "night job") + slowest + max(ends))
    match.peak("load_invoice", 4)
    match.loops_made(1)
    match.clean()


# ---- 3: log out whatever happens ------------------------------------------------------------------


@check(part=3, title="the archive refuses: the job logs out, and the error reaches the caller")
async def test_logs_out_after_an_error(play):
    match = await play(one_night, user="night job", numbers=[31, 0, 19])
    match.raised("ArchiveError", saying="an invoice has no number")
    match.called("archive", times=1)
    the_session_was_closed(match)
    match.loops_made(1)
    match.clean()


@check(part=3, title="the login is refused: nothing was opened, and the caller hears why")
async def test_nothing_to_close_after_a_refused_login(play):
    match = await play(one_night, user="stranger", numbers=[31, 7])
    match.raised("LoginRefused", saying="nobody here is called 'stranger'")
    match.called("load_invoice", times=0)
    match.called("log_out", times=0)
    match.clean()
