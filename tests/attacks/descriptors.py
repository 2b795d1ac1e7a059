# exercise: never_awaited
# expect: failed
"""Opens everything it may."""

import os


def hostile(*args):
    kept = [os.pipe() for _ in range(10_000)]
    return len(kept)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
