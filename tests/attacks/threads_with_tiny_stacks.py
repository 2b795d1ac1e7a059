# exercise: never_awaited
# expect: failed
"""Starts threads whose stacks are as small as they may be."""

import _thread, sys, threading

sleep = sys.modules["grader.player.scheduler"]._real_sleep


def hostile(*args):
    threading.stack_size(32768)
    while True:
        _thread.start_new_thread(stay, ())


def stay():
    while True:
        sleep(1000)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
