import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask_model(question)) for question in questions]
    return [task.result() for task in tasks]


async def answer_and_file(question: str) -> str:
    async with asyncio.TaskGroup() as group:
        answer = await ask_model(question)
        group.create_task(file_answer(question, answer))  # the group waits for it before it ends
    return answer


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    async with asyncio.TaskGroup() as group:
        answer = group.create_task(ask_model(question))
        card = group.create_task(load_card(customer))
    return card.result(), answer.result()
