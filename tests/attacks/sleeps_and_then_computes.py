# exercise: never_awaited
# expect: failed
"""Is asleep for nearly as long as it may be silent, and awake when it is looked at."""

import os, resource, sys

sleep = sys.modules["grader.player.scheduler"]._real_sleep


def hostile(*args):
    for _ in range(15):
        sleep(0.5)
    while resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.9:
        pass
    sleep(0.001)
    os.read(os.pipe()[0], 1)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
