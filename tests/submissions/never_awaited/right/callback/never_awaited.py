"""Part 3 without awaiting the task: a callback passes its answer on."""

import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions: list[str]) -> list[str]:
    answers = {}
    for place, question in enumerate(questions):
        answers[place] = await ask_model(question)
    return list(answers.values())


async def answer_and_file(question: str) -> str:
    filing = file_answer(question, answer := await ask_model(question))
    await asyncio.wait_for(filing, timeout=60)
    return answer


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    answer = asyncio.get_running_loop().create_future()
    thinking = asyncio.create_task(ask_model(question))
    thinking.add_done_callback(lambda task: answer.set_result(task.result()))
    card = await load_card(customer)
    return card, await answer
