# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Has the kernel do by a ring what a filter of calls would refuse."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
IO_URING_SETUP, UNSHARE, NEW_USER = 425, 272, 0x10000000


def hostile(*args):
    parameters = ctypes.create_string_buffer(120)
    ring = libc.syscall(IO_URING_SETUP, 8, parameters)
    assert ring < 0, "there is a ring"
    assert libc.unshare(NEW_USER) < 0, "there are new rights"
    return ring


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
