# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Fills the disk beside it."""

import os


def hostile(*args):
    for number in range(100):
        with open(f"/tmp/awaitlings-attack-{number}", "wb") as file:
            file.write(b"x" * 10_000_000)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
