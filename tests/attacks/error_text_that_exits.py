# exercise: never_awaited
# expect: failed
# mistake: exited
"""Raises an error whose text leaves the program."""


class Trap(Exception):
    def __str__(self):
        import os

        os._exit(0)


def hostile(*args):
    raise Trap


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
