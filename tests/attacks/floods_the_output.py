# exercise: never_awaited
# expect: failed
# mistake: flooded
"""Prints for ever."""


def hostile(*args):
    while True:
        print("x" * 4000)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
