# exercise: never_awaited
# expect: failed
"""Names with what no file may hold."""


def hostile(*args):
    raise type("\x00\x1b[2J", (Exception,), {})("\x00")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
