# exercise: never_awaited
# expect: failed
"""Writes to descriptor 1 for ever, and hears nothing of the limit."""

import os


def hostile(*args):
    while True:
        try:
            os.write(1, b"x" * 1_000_000)
        except OSError:
            return "full"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
