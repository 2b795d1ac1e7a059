# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Asks for namespaces of its own, in which it would be root."""

import ctypes


def hostile(*args):
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (0x10000000, 0x10020000, 0x30000000, 0x50000000):
        if libc.unshare(flags) == 0:
            return
    libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)
    raise SystemExit


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
