"""Hidden checks: the worker survives its mails, obeys a cancellation, and closes its line once."""

import asyncio

from grader.judge import check, scenario, service

# A mail may fail with more than the two errors of services.py.
FAULTS = {
    "nobody": ("BadAddress", "is no address"),
    "postmaster@example.org": ("ServerBusy", "is full"),
    "zoë@example.org": ("ValueError", "cannot be written in ASCII"),
    "far@example.org": ("ConnectionResetError", "was cut off"),
}
OPEN, MAIL = 0.2137, (0.9, 1.1)  # so that the second mail is under way after 1.6 s
DURING_THE_SECOND = 1.6
LONG_AFTER_ALL = 9.0
SOON = 0.9  # shorter than a mail


@service(latency=OPEN)
def open_line(call):
    return f"line {call.word}"


@service(latency=MAIL)
def send_mail(call, line, reader):
    if reader in FAULTS:
        error, text = FAULTS[reader]
        raise call.error(error, f"{call.word} {text}")


@service(latency=(0.1, 0.3))
def close_line(call, line):
    return None


@scenario
async def worker_told_to_stop(kata, note, readers, after):
    queue, problems = asyncio.Queue(), []
    for reader in readers:
        queue.put_nowait(reader)
    worker = asyncio.create_task(kata.worker(queue, problems))
    await asyncio.wait([worker], timeout=after)
    if not worker.done():
        worker.cancel()
        await asyncio.wait([worker], timeout=5)
    for problem in problems:
        note("problems", problem)
    if worker.done() and not worker.cancelled():
        worker.result()
    note("the worker", "cancelled" if worker.cancelled() else "came to an end" if worker.done() else "still at work")


@scenario
async def worker_within(kata, readers, limit):
    queue = asyncio.Queue()
    for reader in readers:
        queue.put_nowait(reader)
    async with asyncio.timeout(limit):
        return await kata.worker(queue, [])


def closing(match):
    """How long it takes to close the line that the worker has opened."""
    return match.latency("close_line", match.reply("open_line"))


def ended_soon(match, after):
    """Cancelled after so many seconds, it ended soon. What it did meanwhile with its line is for part 3."""
    match.expect_notes("the worker", ["cancelled"])
    match.expect_seconds(at_least=after)
    match.expect_deadline(after + SOON)


@check(part=1, title="the worker is told to stop while it sends the second mail")
async def test_stops_while_sending(play):
    match = await play(worker_told_to_stop, readers=["ada", "ben", "cleo"], after=DURING_THE_SECOND)
    ended_soon(match, DURING_THE_SECOND)
    match.expect_calls("open_line", exactly=1)
    match.expect_calls("send_mail", exactly=2)
    match.expect_cancelled("send_mail", exactly=1)
    match.expect_notes("problems", [])
    match.expect_clean()


@check(part=1, title="a deadline around the worker")
async def test_deadline(play):
    match = await play(worker_within, readers=["ada", "ben", "cleo"], limit=DURING_THE_SECOND)
    match.expect_error("TimeoutError")
    match.expect_deadline(DURING_THE_SECOND + SOON)
    match.expect_cancelled("send_mail", exactly=1)
    match.expect_clean()


@check(part=2, title="mails fail with four kinds of error: noted, and the next mail is sent")
async def test_survives(play):
    readers = ["ada", "nobody", "ben", *list(FAULTS)[1:], "cleo"]
    match = await play(worker_told_to_stop, readers=readers, after=LONG_AFTER_ALL)
    line = match.reply("open_line")
    texts = [[reader, match.reply("send_mail", line, reader).partition(": ")[2]] for reader in FAULTS]
    match.expect_notes("problems", texts)
    sent = [call.args["reader"] for call in match.calls("send_mail")]
    match.expect(sent == readers, f"The readers are {readers}, in this order, and mails were sent to {sent}.")
    match.expect_peak("send_mail", 1)
    ended_soon(match, LONG_AFTER_ALL)
    match.expect_clean()


@check(part=3, title="the line is closed when the worker is stopped in the middle of a mail")
async def test_closed_while_sending(play):
    match = await play(worker_told_to_stop, readers=["ada", "ben", "cleo"], after=DURING_THE_SECOND)
    match.expect_notes("the worker", ["cancelled"])
    match.expect_cleanup("close_line", exactly=1)
    match.expect_order("close_line", [match.reply("open_line")])
    match.expect_seconds(DURING_THE_SECOND + closing(match), in_turn=True)
    match.expect_clean()


@check(part=3, title="the line is closed when the worker is stopped with no reader left to write to")
async def test_closed_while_idle(play):
    match = await play(worker_told_to_stop, readers=["nobody"], after=LONG_AFTER_ALL)
    match.expect_notes("the worker", ["cancelled"])
    match.expect_cleanup("close_line", exactly=1)
    match.expect_seconds(LONG_AFTER_ALL + closing(match), in_turn=True)
    match.expect_clean()


@check(part=3, title="stopped before its line is open: there is nothing to close")
async def test_stopped_at_once(play):
    match = await play(worker_told_to_stop, readers=["ada"], after=OPEN / 2)
    match.expect_notes("the worker", ["cancelled"])
    match.expect_calls("close_line", exactly=0)
    match.expect_seconds(OPEN / 2, in_turn=True)
    match.expect_clean()
