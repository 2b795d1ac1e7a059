# exercise: never_awaited
# expect: failed
"""Digs the true clock and lock out of the heap."""

import gc
import types

real = [thing for thing in gc.get_objects() if isinstance(thing, types.FunctionType) and thing.__name__ == "read"]
sleeps = [cell for thing in real for cell in (thing.__closure__ or ())]


def hostile(*args):
    for cell in sleeps:
        try:
            cell.cell_contents()
        except Exception:
            pass
    return "found"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
