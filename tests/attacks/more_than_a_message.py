# exercise: never_awaited
# expect: failed
"""Returns more than a message holds."""


def hostile(*args):
    return "x" * 3_000_000


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
