# exercise: never_awaited
# expect: failed
"""Leaves thirty children, each in a session of its own."""

import os, select


def hostile(*args):
    for _ in range(30):
        if os.fork() == 0:
            os.setsid()
            while True:
                select.select([], [], [], 60)
    return "left"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
