"""The same futures and callbacks, with the tasks kept."""

import asyncio

from services import ask_model, file_answer, load_card


def answer_all(questions):
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(ask_model(question)) for question in questions]
    everything = loop.create_future()

    def done(_):
        if all(task.done() for task in tasks) and not everything.done():
            everything.set_result([task.result() for task in tasks])

    for task in tasks:
        task.add_done_callback(done)
    return everything


async def answer_and_file(question):
    (answer,) = await answer_all([question])
    await asyncio.shield(file_answer(question, answer))
    return answer


def answer_for(customer, question):
    return asyncio.gather(load_card(customer), ask_model(question))
