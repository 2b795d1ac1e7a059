# exercise: never_awaited
# expect: failed
"""Sets the scheduler's clock forward, and hands out what it made up."""

import sys

import services

scheduler = sys.modules["grader.player.shims"].WORLD.scheduler


async def answer_all(questions):
    scheduler.now += 3 * 10**9
    return [await services.ask_model(question) for question in questions[:1]] * 3


async def answer_and_file(question):
    scheduler.now -= 10**9
    return await services.ask_model(question)


async def answer_for(customer, question):
    scheduler.now = 0
    return await services.load_card(customer), await services.ask_model(question)
