# exercise: never_awaited
# expect: failed
# mistake: exited
"""Crashes the interpreter."""

import ctypes


def hostile(*args):
    ctypes.string_at(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
