import asyncio
from collections.abc import AsyncIterator

from services import ask_model, file_answer, load_card


async def answers_to(questions: list[str]) -> AsyncIterator[str]:
    for question in questions:
        yield await ask_model(question)


async def answer_all(questions: list[str]) -> list[str]:
    return [answer async for answer in answers_to(questions)]


async def answer_and_file(question: str) -> str:
    filing = asyncio.create_task(file_answer(question, answer := await ask_model(question)))
    await filing
    return answer


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    card = asyncio.create_task(load_card(customer))
    answer = asyncio.create_task(ask_model(question))
    await asyncio.wait({card, answer})
    return card.result(), answer.result()
