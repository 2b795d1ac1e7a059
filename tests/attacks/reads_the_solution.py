# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Looks for the solution, wherever it lies."""

import pathlib


def hostile(*args):
    return [path.read_text() for path in pathlib.Path("/work").rglob("solutions/*/never_awaited.py")]


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
