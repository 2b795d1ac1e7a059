# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Asks the kernel for as little of the processor as there is, to be told from a busy machine."""

import os


def hostile(*args):
    for lower in (
        lambda: os.nice(19),
        lambda: os.setpriority(os.PRIO_PROCESS, 0, 19),
        lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)),
        lambda: os.sched_setaffinity(0, {0}),
    ):
        try:
            lower()
        except OSError:
            pass
        else:
            return
    raise SystemExit


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
