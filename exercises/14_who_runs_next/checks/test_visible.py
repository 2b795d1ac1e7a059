"""Visible checks: read them, and `nox -s grade -- 14` plays them.

Each one runs a program of services.py, then calls your function of that name, and compares the lines.
"""

import asyncio
import contextlib
import io

from grader.judge import check, scenario

ORDERS = ["lamp", "bowl", "cup"]


@scenario
def the_program(kata, services, name, orders):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        asyncio.run(getattr(services, name)(orders))
    return printed.getvalue().splitlines()


@scenario
def your_prediction(kata, name, orders):
    return getattr(kata, name)(orders)


async def lines_of(play, name):
    real = await play(the_program, name=name, orders=ORDERS)
    real.expect(real.result, f"{name} in services.py printed nothing. Leave it as it is.", mistake="tampered")
    yours = await play(your_prediction, name=name, orders=ORDERS)
    yours.expect_prediction(name, real.result)


@check(part=1, title="three letters, each in a task")
async def test_three_letters(play):
    await lines_of(play, "make_tasks")


@check(part=2, title="three parcels, and clerks who never wait")
async def test_parcels_and_clerks(play):
    await lines_of(play, "await_coroutines")
    await lines_of(play, "busy_clerks")


@check(part=3, title="three clerks who wait after each step")
async def test_clerks_who_wait(play):
    await lines_of(play, "polite_clerks")


@check(part=4, title="a question to the files between three letters")
async def test_a_question_to_the_files(play):
    await lines_of(play, "look_it_up")
