# exercise: never_awaited
# expect: failed
# mistake: spinning
"""Has a regular expression try every way there is."""

import re


def hostile(*args):
    return re.match("(a|aa)+$", "a" * 60 + "b")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
