# exercise: never_awaited
# expect: failed
"""Learns the answers at import, and makes the calls when the watch has stopped."""

import asyncio

import services

KNOWN = {}


async def _learn():
    for question in ("Are you open today?", "Do you deliver?", "Is there parking?"):
        began = asyncio.get_running_loop().time()
        answer = await services.ask_model(question)
        KNOWN[question] = answer, asyncio.get_running_loop().time() - began


asyncio.run(_learn())


async def _later(questions):
    try:
        await asyncio.sleep(10**6)
    except asyncio.CancelledError:
        pass
    for question in questions:
        await services.ask_model(question)


async def answer_all(questions):
    KNOWN["task"] = asyncio.create_task(_later(questions))
    await asyncio.sleep(sum(KNOWN[question][1] for question in questions))
    return [KNOWN[question][0] for question in questions]


async def answer_and_file(question):
    return await answer_all([question])


async def answer_for(customer, question):
    return customer, await answer_all([question])
