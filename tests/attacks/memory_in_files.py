# exercise: never_awaited
# expect: failed
"""Fills memory with files that have no name and count as nobody's."""

import os


def hostile(*args):
    kept = []
    while True:
        kept.append(os.memfd_create("attack"))
        os.write(kept[-1], b"x" * 900_000)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
