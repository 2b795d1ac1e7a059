import asyncio

from services import ask_model, file_answer, load_card


async def answer_all(questions):
    answers = []
    for question in questions:
        model = await ask_model
        answers.append(model(question))
    return answers


async def answer_and_file(question):
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    return card, await answer
