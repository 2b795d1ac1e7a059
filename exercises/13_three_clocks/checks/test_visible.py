"""Visible checks: read them, and `nox -s grade -- 13` plays them.

Each one runs programs of services.py, then calls your functions for them, and compares.
"""

import asyncio
import contextlib
import inspect
import io

from grader.judge import check, scenario, service

WAITS = {"quay": 0.7, "mill": 0.4, "lane": 0.5}  # seconds, in the order of asking


@service(latency=lambda shop: WAITS[shop])
def fetch_page(call, shop):
    return call.word


@service(latency=lambda shop: WAITS[shop])
def afetch_page(call, shop):
    return call.word


@scenario
def the_programs(kata, note, services, names, asked):
    for name in names:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            running = getattr(services, name)(asked)
            if inspect.iscoroutine(running):
                asyncio.run(running)
        note(name, printed.getvalue().splitlines())


@scenario
def your_prediction(kata, function, given):
    return getattr(kata, function)(given)


async def run_all(play, names, asked):
    match = await play(the_programs, names=names, asked=asked)
    for name in names:
        match.expect(match.notes(name), f"{name} in services.py was not run. Leave it as it is.", mistake="tampered")
    return match


async def how_long(play, names, asked, given):
    real, before = await run_all(play, names, asked), 0.0
    for name in names:
        [(now, _)] = real.notes(name)
        yours = await play(your_prediction, function=name, given=given)
        yours.expect_prediction(name, now - before)
        before = now


async def what_is_printed(play, names, asked, given):
    real = await run_all(play, names, asked)
    for name in names:
        [(_, lines)] = real.notes(name)
        yours = await play(your_prediction, function=f"{name}_prints", given=given)
        yours.expect_prediction(f"{name}_prints", lines)


@check(part=1, title="one page of a slow shop: how long it takes, and what is printed")
async def test_one_page(play):
    await how_long(play, ["alone"], "quay", WAITS["quay"])
    await what_is_printed(play, ["alone"], "quay", "quay")


@check(part=2, title="three pages: how long five of the programs take")
async def test_three_pages(play):
    programs = ["in_turn", "objects_first", "task_by_task", "tasks_first", "together"]
    await how_long(play, programs, list(WAITS), list(WAITS.values()))


@check(part=3, title="three pages: what is printed")
async def test_three_pages_printed(play):
    await what_is_printed(play, ["in_turn", "together"], list(WAITS), WAITS)


@check(part=4, title="a slow page in a task, and two others after each other")
async def test_a_task_beside_two_pages(play):
    await how_long(play, ["one_beside_the_rest"], list(WAITS), list(WAITS.values()))
