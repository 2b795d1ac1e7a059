# exercise: never_awaited
# expect: failed
# mistake: wrong-answer
"""Asks a service something that nobody would read to its end."""

from services import ask_model


def hostile(*args):
    return ask_model("z" * 10_000_000)


async def answer_all(questions):
    return await hostile()


async def answer_and_file(question):
    return await hostile()


async def answer_for(customer, question):
    return await hostile()
