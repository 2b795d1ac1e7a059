# exercise: never_awaited
# expect: failed
# mistake: exited
"""Leaves from atexit, which a player never gets to."""

import atexit, os

atexit.register(os._exit, 0)


def hostile(*args):
    raise SystemExit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
