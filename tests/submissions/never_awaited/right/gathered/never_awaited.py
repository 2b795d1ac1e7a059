import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions: list[str]) -> list[str]:
    return await asyncio.gather(*(ask_model(question) for question in questions))


async def answer_and_file(question: str) -> str:
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    card, answer = await asyncio.gather(load_card(customer), ask_model(question))
    return card, answer
