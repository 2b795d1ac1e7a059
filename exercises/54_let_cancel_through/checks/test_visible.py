"""Visible checks: read them, and `nox -s grade -- 54` plays them."""

import asyncio

from grader.judge import check, scenario, service

FAULTS = {"wrong": "BadAddress", "full": "ServerBusy", "odd": "ValueError"}


@service(latency=0.1531)
def open_line(call):
    return f"the {call.word} line"


@service(latency=(0.7, 0.8))
def send_mail(call, line, reader):
    if reader in FAULTS:
        raise call.error(FAULTS[reader], f"{call.word} says no")


@service(latency=(0.1, 0.2))
def close_line(call, line):
    return None


@scenario
async def told_to_stop(kata, note, readers, after):
    queue, problems = asyncio.Queue(), []
    for reader in readers:
        queue.put_nowait(reader)
    worker = asyncio.create_task(kata.worker(queue, problems))
    await asyncio.wait([worker], timeout=after)
    worker.cancel()
    await asyncio.wait([worker], timeout=4)
    note("the worker", "was cancelled" if worker.cancelled() else "was not cancelled")
    if worker.done() and not worker.cancelled():
        worker.result()
    return problems


@check(part=1, title="the worker is told to stop in the middle of the first mail")
async def test_in_the_middle_of_a_mail(play):
    match = await play(told_to_stop, readers=["dora", "emil"], after=0.5)
    match.expect_notes("the worker", ["was cancelled"])
    match.expect_calls("send_mail", exactly=1)
    match.expect_result([])
    match.expect_clean()


@check(part=2, title="three mails go wrong: they are noted, and the next one is sent")
async def test_three_mails_go_wrong(play):
    match = await play(told_to_stop, readers=[*FAULTS, "dora"], after=5.0)
    match.expect_calls("open_line", exactly=1)
    line = match.reply("open_line")
    texts = {name: match.reply("send_mail", line, name).removeprefix(f"{FAULTS[name]}: ") for name in FAULTS}
    match.expect_result([[name, text] for name, text in texts.items()])
    sent = [call.args["reader"] for call in match.calls("send_mail")]
    match.expect(
        sent == [*FAULTS, "dora"], f"Mails for {', '.join(FAULTS)} and dora were due; they were sent to {sent}."
    )
    match.expect_notes("the worker", ["was cancelled"])
    match.expect_clean()


@check(part=3, title="the line is closed when the worker is told to stop between two mails")
async def test_the_line_is_closed(play):
    match = await play(told_to_stop, readers=["dora"], after=2.0)
    match.expect_notes("the worker", ["was cancelled"])
    match.expect_cleanup("close_line", exactly=1)
    match.expect_clean()
