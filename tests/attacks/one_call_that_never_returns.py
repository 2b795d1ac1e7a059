# exercise: never_awaited
# expect: failed
# mistake: spinning
"""Computes in one call of C, which hears no signal of Python's."""

import itertools


def hostile(*args):
    return sum(itertools.repeat(1))


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
