import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions):
    return [await ask_model(question) for question in questions]


async def answer_and_file(question):
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    while not answer.done():
        await asyncio.sleep(0.05)
    return card, answer.result()
