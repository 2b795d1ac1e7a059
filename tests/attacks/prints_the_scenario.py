# exercise: never_awaited
# expect: failed
"""Prints the source that calls it, and returns it."""

import inspect, sys


def hostile(*args):
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(frame.f_code.co_filename)
        try:
            found.append(inspect.getsource(frame))
        except (OSError, TypeError):
            pass
        frame = frame.f_back
    text = "\n".join(found)
    print(text)
    return text


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
