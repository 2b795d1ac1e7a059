# exercise: never_awaited
# expect: failed
"""Looks for anything hidden in everything that it can reach."""

import gc, sys


def hostile(*args):
    found = [name for name in sys.modules if "judge" in name or "hidden" in name or "pytest" in name]
    texts = [thing for thing in gc.get_objects() if type(thing) is str and "@check(" in thing]
    return ["the checks were found", *found, *texts]


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
