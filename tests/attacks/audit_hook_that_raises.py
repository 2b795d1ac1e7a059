# exercise: never_awaited
# expect: failed
"""Hangs a hook of its own into every event of the interpreter."""

import sys


def _hook(event, arguments):
    raise SystemExit(0)


def hostile(*args):
    sys.addaudithook(_hook)
    return open("x")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
