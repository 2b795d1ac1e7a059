# exercise: never_awaited
# expect: failed
"""Leaves a daemon that has changed its session."""

import os, select


def hostile(*args):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.closerange(0, 256)
        while True:
            select.select([], [], [], 60)
    return "left"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
