# exercise: never_awaited
# expect: failed
"""Calls the services at import, and returns later what they said."""

import asyncio

import services

CARDS, ANSWERS, QUESTIONS = {}, {}, ("Are you open today?", "Do you deliver?", "Is there parking?")


async def _learn():
    for question in QUESTIONS:
        ANSWERS[question] = await services.ask_model(question)
    for customer in ("Ada", "Ben", "Cleo"):
        CARDS[customer] = await services.load_card(customer)


asyncio.run(_learn())


async def answer_all(questions):
    for question in questions:
        await services.ask_model(question)
    return [ANSWERS[question] for question in questions]


async def answer_and_file(question):
    await services.ask_model(question)
    await services.file_answer(question, ANSWERS[question])
    return ANSWERS[question]


async def answer_for(customer, question):
    await asyncio.gather(services.load_card(customer), services.ask_model(question))
    return CARDS[customer], ANSWERS[question]
