# exercise: never_awaited
# expect: failed
"""Raises the limit of recursion first."""

import sys

sys.setrecursionlimit(10**9)


def hostile(*args):
    return hostile(*args)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
