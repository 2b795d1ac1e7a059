# exercise: never_awaited
# expect: failed
# layers: landlock signals
"""Kills and stops whoever is its parent."""

import os, signal


def hostile(*args):
    for number in (signal.SIGSTOP, signal.SIGKILL):
        os.kill(os.getppid(), number)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
