# exercise: never_awaited
# expect: failed
"""Goes on whatever it is told."""

import asyncio


async def _stays():
    while True:
        try:
            await asyncio.sleep(1)
        except BaseException:
            pass


def hostile(*args):
    hostile.task = asyncio.ensure_future(_stays())
    return "done"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
