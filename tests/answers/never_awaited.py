"""Right and wrong answers to never_awaited. docs/for-authors.md says how to read a cell."""


# %% right callback
# Part 3 without awaiting the task: a callback passes its answer on.
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


# %% right futures_and_callbacks
# The same futures and callbacks, with the tasks kept.
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


# %% right gathered
async def answer_all(questions: list[str]) -> list[str]:
    return await asyncio.gather(*(ask_model(question) for question in questions))


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    card, answer = await asyncio.gather(load_card(customer), ask_model(question))
    return card, answer


# %% right generator_and_wait
from collections.abc import AsyncIterator


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


# %% right plain_def
# Ordinary functions that hand a coroutine object on to a caller who awaits it.
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


# %% right task_groups
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


# %% wrong a_task_each_time: part 3, sequential-awaits
# A task runs in the background, wherever it is made.
async def in_a_task(work):
    return await asyncio.create_task(work)


async def answer_for(customer, question):
    card = await in_a_task(load_card(customer))
    return card, await in_a_task(ask_model(question))  # <- the fault


# %% wrong asks_until_done: part 3, polling
# Does not know that a task can be awaited, and looks again and again.
async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    while not answer.done():
        await asyncio.sleep(0.05)  # <- the fault
    return card, answer.result()


# %% wrong await_in_lambda: part 1, await-outside-async
# Believes that await may stand anywhere inside a coroutine function, in a lambda as well.
async def answer_all(questions):
    return list(map(lambda question: await ask_model(question), questions))  # <- the fault


# %% wrong awaited_the_function: part 1, not-a-coroutine
# Awaits the function itself, and puts the arguments somewhere else.
async def answer_all(questions):
    answers = []
    for question in questions:
        model = await ask_model  # <- the fault
        answers.append(model(question))
    return answers


# %% wrong awaited_the_list: part 1, awaited-plain-value
# Believes that awaiting a list awaits what is in it.
async def answer_all(questions):
    answers = []
    for question in questions:
        answers.append(ask_model(question))
    return await answers  # <- the fault


# %% wrong awaited_twice: part 2, coroutine-reused
# Believes that a coroutine object keeps its answer and can be awaited again.
async def answer_and_file(question):
    answer = ask_model(question)
    await file_answer(question, await answer)
    return await answer  # <- the fault


# %% wrong coroutine_function_in_a_thread: part 2, never-awaited
# Believes that to_thread runs a coroutine function, where it only calls it.
async def answer_and_file(question):
    answer = await ask_model(question)
    await asyncio.to_thread(file_answer, question, answer)  # <- the fault
    return answer


# %% wrong filed_the_object: part 2, never-awaited
# Believes that one await in front of the outer call awaits the inner call too.
async def answer_and_file(question):
    await file_answer(question, ask_model(question))  # <- the fault
    return await ask_model(question)


# %% wrong files_for_a_moment: part 2, gave-up-too-soon
# Who asks should not wait for the files for long.
import contextlib


async def in_a_moment(work):
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(work, timeout=0.1)  # <- the fault


async def answer_and_file(question):
    answer = await ask_model(question)
    await in_a_moment(file_answer(question, answer))
    return answer


# %% wrong filing_dropped: part 2, never-awaited
# Believes that a call without a result needs no await.
async def answer_and_file(question):
    answer = await ask_model(question)
    file_answer(question, answer)  # <- the fault
    return answer


# %% wrong filing_in_a_second_loop: part 2, extra-loop
# Believes that a coroutine object runs only under an asyncio.run of its own.
async def answer_and_file(question):
    answer = await ask_model(question)
    await asyncio.to_thread(lambda: asyncio.run(file_answer(question, answer)))  # <- the fault
    return answer


# %% wrong filing_left_behind: part 2, task-leaked
# Believes that a task that was created will be finished when the function returns.
async def answer_and_file(question):
    answer = await ask_model(question)
    asyncio.create_task(file_answer(question, answer))  # <- the fault
    return answer


# %% wrong function_for_coroutine: part 3, not-a-coroutine
# Hands create_task the function, as one hands a thread its target.
async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model, name=question)  # <- the fault
    card = await load_card(customer)
    return card, await answer


# %% wrong made_up_answers: part 1, answer-not-asked
# Copied what services.py answers, and asks no model.
async def answer_all(questions):
    answers = []
    for question in questions:
        await asyncio.sleep(0.8)
        answers.append(f"Yes ({question})")  # <- the fault
    return answers


# %% wrong method_of_an_object: part 1, never-awaited
# Treats what the call gives as the text that the function returns.
async def answer_all(questions):
    answers = []
    for question in questions:
        answers.append(ask_model(question).strip())  # <- the fault
    return answers


# %% wrong object_for_task: part 3, sequential-awaits
# Believes that the call has started the model, so that awaiting it later only collects the answer.
async def answer_for(customer, question):
    answer = ask_model(question)  # <- the fault
    card = await load_card(customer)
    return card, await answer


# %% wrong result_without_waiting: part 3, result-too-soon
# Believes that the model is always done when the card is here.
async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    return card, answer.result()  # <- the fault


# %% wrong run_inside_the_loop: part 1, nested-run
# Believes that asyncio.run is what turns any coroutine object into its result.
async def answer_all(questions):
    return [asyncio.run(ask_model(question)) for question in questions]  # <- the fault


# %% wrong started_then_asked: part 1, never-awaited
# Believes that a first call starts the work and a second one, awaited, collects it.
async def answer_all(questions):
    for question in questions:
        ask_model(question)  # <- the fault
    return [await ask_model(question) for question in questions]


# %% wrong task_and_call: part 3, called-too-often
# Starts a task, forgets it, and asks the model a second time to get the answer.
async def answer_for(customer, question):
    asyncio.create_task(ask_model(question))  # <- the fault
    card = await load_card(customer)
    return card, await ask_model(question)


# %% wrong task_in_the_pair: part 3, task-not-awaited
# Believes that a task turns into its answer when the function returns it.
async def answer_for(customer, question):
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    return card, answer  # <- the fault


# %% wrong task_waits_to_be_called: part 3, task-unowned
# A task that is not needed yet waits until somebody calls it.
async def answer_for(customer, question):
    asyncio.create_task(think(asyncio.Event(), question))  # <- the fault
    card = await load_card(customer)
    return card, await ask_model(question)


async def think(needed, question):
    await needed.wait()
    return await ask_model(question)


# %% wrong tasks_for_answers: part 1, task-not-awaited
# Believes that a task is the answer, because the task does run.
async def answer_all(questions):
    return [asyncio.create_task(ask_model(question)) for question in questions]  # <- the fault


# %% wrong text_of_an_object: part 1, never-awaited
# Believes that str turns a coroutine object into the answer.
async def answer_all(questions):
    return [str(ask_model(question)) for question in questions]  # <- the fault


# %% wrong done_is_a_set: part 1, wrong-order
# asyncio.wait gives the tasks back, so their results can be read from what it gives back.
async def answer_all(questions):
    tasks = [asyncio.create_task(ask_model(question)) for question in questions]
    done, _ = await asyncio.wait(tasks)
    return [task.result() for task in done]  # <- the fault
