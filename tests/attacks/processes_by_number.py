# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Asks the kernel for processes by the numbers of its calls."""

import ctypes, os


def hostile(*args):
    libc = ctypes.CDLL(None, use_errno=True)
    for number, *rest in ((57,), (58,), (56, 17), (435, 0, 0), (220, 17), (0x40000000 | 57,)):
        if libc.syscall(number, *rest) == 0:
            os._exit(0)
    raise SystemExit


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
