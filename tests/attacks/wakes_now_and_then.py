# exercise: never_awaited
# expect: failed
"""Sleeps for moments only, so that it is never seen asleep, and says nothing."""

import sys

sleep = sys.modules["grader.player.scheduler"]._real_sleep


def hostile(*args):
    while True:
        sleep(0.0005)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
