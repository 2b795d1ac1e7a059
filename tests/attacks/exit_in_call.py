# exercise: never_awaited
# expect: failed
# mistake: exited
"""Leaves with a good exit code."""

import os


def hostile(*args):
    os._exit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
