# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Takes CPU time, files and priority from whoever is its parent."""

import os, resource


def hostile(*args):
    parent = os.getppid() or 1
    for take in (
        lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (0, 0)),
        lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE, (3, 3)),
        lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
        lambda: os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0)),
        lambda: os.sched_setaffinity(parent, {0}),
    ):
        try:
            take()
        except OSError:
            pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
