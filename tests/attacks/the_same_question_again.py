# exercise: never_awaited
# expect: failed
"""Asks a service the same thing as often as it may."""

import asyncio

from services import ask_model


async def ask(question):
    await asyncio.gather(*(ask_model(question) for _ in range(4_900)))


async def answer_all(questions):
    await ask(questions[0])
    return questions


async def answer_and_file(question):
    await ask(question)
    return question


async def answer_for(customer, question):
    await ask(question)
    return customer, question
