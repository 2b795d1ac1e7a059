# exercise: never_awaited
# expect: failed
"""Starts threads until there is no room for one more."""

import _thread, time

real_sleep = time.sleep


def _stay():
    while True:
        try:
            real_sleep(1000)
        except BaseException:
            pass


def hostile(*args):
    while True:
        _thread.start_new_thread(_stay, ())


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
