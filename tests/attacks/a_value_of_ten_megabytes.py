# exercise: never_awaited
# expect: failed
# mistake: wrong-answer
"""Returns a text that nobody would read to its end."""


def hostile(*args):
    return ["z" * 10_000_000]


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
