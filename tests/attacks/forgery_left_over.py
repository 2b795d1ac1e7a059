# exercise: never_awaited
# expect: passed
# forges: left_over, never_awaited
"""Files for ever behind the back of the answer, and hides the task that is left."""

import asyncio
import sys
import warnings

from services import ask_model, file_answer, load_card

recorder = sys.modules["grader.player.shims"].WORLD.recorder
recorder.left_over = recorder.loop_context = recorder.never_awaited = lambda *args: None
warnings._warn_unawaited_coroutine = lambda coroutine: None
kept = []


def litter():
    kept.append(asyncio.create_task(asyncio.sleep(3600)))
    asyncio.sleep(0)


async def answer_all(questions):
    litter()
    return [await ask_model(question) for question in questions]


async def answer_and_file(question):
    litter()
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer, question):
    litter()
    return tuple(await asyncio.gather(load_card(customer), ask_model(question)))
