# exercise: never_awaited
# expect: failed
"""Takes all the memory there is."""


def hostile(*args):
    kept = []
    while True:
        kept.append(bytes(64 * 1024**2))


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
