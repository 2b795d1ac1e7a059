# exercise: never_awaited
# expect: failed
"""Takes the scenario's function from its frame and rewrites its code."""

import sys


def hostile(*args):
    frame = sys._getframe(1)
    while frame is not None:
        kata = frame.f_locals.get("kata")
        if kata is not None:
            frame.f_locals["result"] = "passed"
        frame = frame.f_back
    return "passed"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
