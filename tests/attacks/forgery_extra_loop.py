# exercise: never_awaited
# expect: passed
# forges: loops
"""Runs each answer in a loop of its own, in a thread, and hides the loops."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

from services import ask_model, file_answer, load_card

recorder = sys.modules["grader.player.shims"].WORLD.recorder
recorder.loop_made = recorder.loop_closed = lambda loop: None


async def in_a_thread(function, *args):
    return await asyncio.to_thread(lambda: asyncio.run(function(*args)))


async def answer_all(questions):
    return [await in_a_thread(ask_model, question) for question in questions]


async def answer_and_file(question):
    answer = await in_a_thread(ask_model, question)
    await in_a_thread(file_answer, question, answer)
    return answer


async def answer_for(customer, question):
    return tuple(await asyncio.gather(in_a_thread(load_card, customer), in_a_thread(ask_model, question)))
