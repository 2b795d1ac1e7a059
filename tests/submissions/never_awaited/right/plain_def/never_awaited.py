"""Ordinary functions that hand a coroutine object on to a caller who awaits it."""

import asyncio
from collections.abc import Coroutine

import services


def answer_all(questions: list[str]) -> Coroutine[None, None, list[str]]:
    return in_turn([services.ask_model(question) for question in questions])


async def in_turn(coroutines: list[Coroutine[None, None, str]]) -> list[str]:
    return [await coroutine for coroutine in coroutines]


async def answer_and_file(question: str) -> str:
    answer = await services.ask_model(question)
    await keep(question, answer)
    return answer


def keep(question: str, answer: str) -> Coroutine[None, None, None]:
    return services.file_answer(question=question, answer=answer)


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    answer = asyncio.ensure_future(services.ask_model(question))
    return await services.load_card(customer), await answer
