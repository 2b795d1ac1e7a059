# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Leaves memory behind that belongs to no process."""

import ctypes

libc = ctypes.CDLL(None)


def hostile(*args):
    segments = [libc.shmget(0x61776169 + number, 1 << 20, 0o1666) for number in range(8)]
    queues = [libc.msgget(0x61776169 + number, 0o1666) for number in range(8)]
    assert max(segments + queues) < 0, "it was left behind"
    return segments, queues


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
