# exercise: never_awaited
# expect: failed
"""Has a tracer change what is on the stage's frames."""

import sys


def _trace(frame, event, argument):
    if frame.f_code.co_name in ("returned", "raised", "put", "event"):
        for name in ("value", "fields", "error"):
            if name in frame.f_locals:
                frame.f_locals[name] = ["Yes", "Yes", "Yes"]
    return _trace


def hostile(*args):
    sys.settrace(_trace)
    sys.setprofile(_trace)
    frame = sys._getframe()
    while frame is not None:
        frame.f_trace = _trace
        frame = frame.f_back
    return args


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
