# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Forks, and has each child fork, without end."""

import os


def hostile(*args):
    while True:
        os.fork()


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
