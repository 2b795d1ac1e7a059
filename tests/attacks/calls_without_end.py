# exercise: never_awaited
# expect: failed
"""Starts calls of a service and never stops."""

import asyncio

from services import ask_model


def hostile(*args):
    kept = []
    while True:
        kept.append(asyncio.create_task(ask_model(f"{len(kept)}")))
        kept[-1].get_coro().send(None)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
