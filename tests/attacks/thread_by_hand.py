# exercise: never_awaited
# expect: failed
"""Starts threads behind the scheduler's back."""

import ctypes, threading

gone = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)


def hostile(*args):
    thread = ctypes.c_ulong()
    ctypes.CDLL(None).pthread_create(ctypes.byref(thread), None, gone, None)
    ctypes.CDLL(None).pthread_join(thread, None)
    return "done"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
