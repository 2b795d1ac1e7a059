# exercise: never_awaited
# expect: failed
# mistake: exited
"""Writes what looks like faulthandler's, with a line number of 5,000 digits, and leaves."""

import os


def hostile(*args):
    os.write(2, b'  File "x.py", line ' + b"9" * 5000 + b" in f\n")
    os._exit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
