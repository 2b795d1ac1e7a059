# exercise: never_awaited
# expect: failed
"""Keeps small things until there is no room."""


def hostile(*args):
    kept = []
    while True:
        kept.append({})


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
