# exercise: never_awaited
# expect: failed
"""Turns the collector's callbacks and every finalizer into an exit."""

import atexit, gc, os, weakref


class Leaves:
    def __del__(self):
        os._exit(0)


def hostile(*args):
    gc.callbacks.append(lambda phase, info: os._exit(0))
    weakref.finalize(Leaves(), os._exit, 0)
    atexit.register(os._exit, 0)
    gc.collect()


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
