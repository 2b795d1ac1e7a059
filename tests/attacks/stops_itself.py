# exercise: never_awaited
# expect: failed
"""Stops itself, and is neither asleep nor busy."""

import os, signal


def hostile(*args):
    os.kill(os.getpid(), signal.SIGSTOP)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
