# exercise: never_awaited
# expect: failed
"""Has its threads take the processor from each other, as if the machine were busy."""

import _thread, hashlib, sys

sleep = sys.modules["grader.player.scheduler"]._real_sleep


def burn():
    data = bytes(8_000_000)
    while True:
        hashlib.sha256(data)


def hostile(*args):
    for _ in range(40):
        _thread.start_new_thread(burn, ())
    while True:
        sleep(0.01)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
