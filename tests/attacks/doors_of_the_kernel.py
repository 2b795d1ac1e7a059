# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Tries the calls of the kernel in which holes are found most often."""

import ctypes


def hostile(*args):
    libc = ctypes.CDLL(None, use_errno=True)
    for number in (425, 321, 298, 323, 248, 250, 319, 447, 135, 312):  # io_uring, bpf, perf, userfaultfd, keys …
        libc.syscall(number, 8, 0, 0, 0, 0)
    raise SystemExit


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
