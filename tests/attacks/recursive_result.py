# exercise: never_awaited
# expect: failed
"""Returns a list that holds itself."""


def hostile(*args):
    loop = []
    loop.append(loop)
    return loop


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
