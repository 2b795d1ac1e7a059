# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Takes CPU time, files and memory from every process that it can name."""

import os, resource


def hostile(*args):
    for pid in {1, os.getppid(), *range(max(2, os.getpid() - 300), os.getpid())}:
        for what in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_AS):
            try:
                resource.prlimit(pid, what, (0, 0))
            except OSError:
                pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
