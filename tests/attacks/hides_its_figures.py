# exercise: never_awaited
# expect: failed
"""Makes itself a process of which the kernel tells others nothing."""

import ctypes, sys

sleep = sys.modules["grader.player.scheduler"]._real_sleep


def hostile(*args):
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    while True:
        sleep(0.0005)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
