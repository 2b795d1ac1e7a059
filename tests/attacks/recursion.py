# exercise: never_awaited
# expect: failed
"""Calls itself for ever, in C where it can."""

import functools


def hostile(*args):
    return functools.reduce(lambda a, b: hostile(), [1, 2])


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
