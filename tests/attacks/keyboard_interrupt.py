# exercise: never_awaited
# expect: failed
"""Raises what ends a pytest session."""


def hostile(*args):
    raise KeyboardInterrupt


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
