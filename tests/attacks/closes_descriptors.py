# exercise: never_awaited
# expect: failed
# mistake: exited
"""Closes everything it has, the wire as well."""

import os


def hostile(*args):
    os.closerange(0, 256)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
