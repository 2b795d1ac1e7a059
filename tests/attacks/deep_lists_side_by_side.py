# exercise: never_awaited
# expect: failed
"""Returns lists that are nested as deeply as a value may be, side by side."""


def hostile(*args):
    deep = []
    for _ in range(20):
        deep = [deep]
    return [deep] * 3_000


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
