"""Hidden checks: predicted lines, compared with what the programs in services.py really print."""

import asyncio
import contextlib
import io

from grader.judge import check, scenario, service

STEPS = ("open", "fill", "seal")


@service(latency=(0.6, 1.8))
def next_orders(call, desk):
    return [f"{call.word} {number}" for number in (2, 3, 1, 4)]  # in no order of the alphabet


@scenario
def the_programs_run(kata, note, services, programs, desk):
    orders = asyncio.run(services.next_orders(desk))
    for program in programs:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            asyncio.run(getattr(services, program)(orders))
        note(program, printed.getvalue().splitlines())


@scenario
def prediction(kata, function, orders):
    return getattr(kata, function)(orders)


async def predicted(play, **programs):
    """Each program prints what it was written to print, and the learner has predicted that."""
    real = await play(the_programs_run, programs=list(programs), desk="front")
    orders = real.reply("next_orders", "front")
    for program, expected in programs.items():
        [(_, lines)] = real.notes(program)
        real.expect(
            lines == expected(orders),
            f"{program} in services.py does not run as it was handed out. Predict it, and leave it as it is.",
            mistake="tampered",
        )
        match = await play(prediction, function=program, orders=orders)
        match.expect_prediction(program, lines)
        match.expect_clean()


def each(words, orders):
    return [f"{words} {order}" for order in orders]


@check(part=1, title="when tasks begin")
async def test_tasks(play):
    await predicted(
        play,
        make_tasks=lambda orders: [
            *each("task for", orders), "desk waits", *each("write to", orders), *each("sent to", orders), "desk closes"
        ],
    )  # fmt: skip


@check(part=2, title="coroutines that wait for nothing")
async def test_coroutines_that_wait_for_nothing(play):
    await predicted(
        play,
        await_coroutines=lambda orders: [
            *each("pack", orders), "desk waits", f"write to {orders[0]}", f"sent to {orders[0]}", "desk closes"
        ],
        busy_clerks=lambda orders: [f"{step} {order}" for order in orders for step in STEPS],
    )  # fmt: skip


@check(part=3, title="coroutines that really wait")
async def test_coroutines_that_really_wait(play):
    await predicted(play, polite_clerks=lambda orders: [f"{step} {order}" for step in STEPS for order in orders])


@check(part=4, title="a real wait, deep inside")
async def test_deep_inside(play):
    await predicted(
        play,
        look_it_up=lambda orders: [
            "desk opens", "look it up", "ask the files", *each("write to", orders), "the files answer", "looked up",
            "desk waits", *each("sent to", orders), "desk closes",
        ],
    )  # fmt: skip
