# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Reads its parents' environment and memory."""

import os


def hostile(*args):
    return open(f"/proc/{os.getppid()}/environ", "rb").read(), open(f"/proc/{os.getppid()}/mem", "rb").read(1)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
