import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions):
    return [await ask_model(question) for question in questions]


async def answer_and_file(question):
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer, question):
    asyncio.create_task(think(asyncio.Event(), question))
    card = await load_card(customer)
    return card, await ask_model(question)


async def think(needed, question):
    await needed.wait()
    return await ask_model(question)
