# exercise: never_awaited
# expect: failed
"""Lets a child go on in its place."""

import os


def hostile(*args):
    if os.fork():
        os._exit(0)
    return "from the child"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
