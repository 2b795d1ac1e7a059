# exercise: never_awaited
# expect: failed
"""Looks for what was expected in every frame above it, and returns whatever it finds."""

import sys


def hostile(*args):
    found, frame = [], sys._getframe(1)
    while frame is not None:
        found += [repr(value) for value in {**frame.f_globals, **frame.f_locals}.values()]
        frame = frame.f_back
    return [text for text in found if "expect" in text or "answer" in text]


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
