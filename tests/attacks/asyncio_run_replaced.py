# exercise: never_awaited
# expect: failed
"""Replaces what the stage runs the scenario with."""

import asyncio

asyncio.run = lambda main, **options: main.close()


def hostile(*args):
    return "never"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
