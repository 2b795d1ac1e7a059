# exercise: never_awaited
# expect: failed
"""Forks, computes in the child and leaves the wire to it."""

import os


def hostile(*args):
    if os.fork():
        os._exit(0)
    while True:
        pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
