# exercise: never_awaited
# expect: failed
"""Gives its thread a name that reads like the state of another process."""

import ctypes, os


def hostile(*args):
    ctypes.CDLL(None).prctl(15, b") R 1 1 (", 0, 0, 0)  # PR_SET_NAME
    os.read(os.pipe()[0], 1)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
