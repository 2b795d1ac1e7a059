# exercise: never_awaited
# expect: passed
# forges: left_over
"""Leaves the moment that its result is out, before anything left over is seen."""

import asyncio
import os
import sys

from services import ask_model, file_answer, load_card

recorder = sys.modules["grader.player.shims"].WORLD.recorder
returned = recorder.returned


def leave(value):
    returned(value)
    recorder.wire.flush()
    os._exit(0)


recorder.returned = leave


async def answer_all(questions):
    asyncio.create_task(asyncio.sleep(10**6))
    return [await ask_model(question) for question in questions]


async def answer_and_file(question):
    answer = await ask_model(question)
    await file_answer(question, answer)
    asyncio.create_task(asyncio.sleep(10**6))
    return answer


async def answer_for(customer, question):
    asyncio.create_task(asyncio.sleep(10**6))
    return tuple(await asyncio.gather(load_card(customer), ask_model(question)))
