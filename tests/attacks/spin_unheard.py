# exercise: never_awaited
# expect: failed
# mistake: spinning
"""Computes for ever and does not hear the kernel's signal."""

import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)


def hostile(*args):
    while True:
        pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
