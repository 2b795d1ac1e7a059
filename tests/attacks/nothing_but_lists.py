# exercise: never_awaited
# expect: failed
"""Returns hundreds of thousands of empty lists, each of which is far larger in memory than on the wire."""


def hostile(*args):
    return [[] for _ in range(80_000)]


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
