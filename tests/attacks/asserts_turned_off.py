# exercise: never_awaited
# expect: failed
"""Turns builtins upside down."""

import builtins

builtins.AssertionError = builtins.isinstance = builtins.len = builtins.type = lambda *args: True


def hostile(*args):
    return "done"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
