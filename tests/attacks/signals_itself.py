# exercise: never_awaited
# expect: failed
"""Sends itself signals as fast as it can."""

import os, signal


def hostile(*args):
    signal.signal(signal.SIGUSR2, lambda *of: signal.raise_signal(signal.SIGUSR2))
    while True:
        os.kill(os.getpid(), signal.SIGUSR2)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
