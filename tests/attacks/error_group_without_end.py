# exercise: never_awaited
# expect: failed
"""Raises groups of groups of groups."""


def hostile(*args):
    error = ValueError("x")
    for _ in range(200):
        error = ExceptionGroup("x" * 100, [error] * 5)
    raise error


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
