"""Right and wrong answers to my_exercise. docs/for-authors.md says how to read a cell."""


# %% right task_group
# TODO(author): right answers in styles that really differ, each in a cell.
async def answer_all(letters: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(write_answer(letter)) for letter in letters]
    return [task.result() for task in tasks]


# %% wrong one_by_one: part 1, sequential-awaits
# TODO(author): what people believe who write this.
async def answer_all(letters: list[str]) -> list[str]:
    answers = []
    for letter in letters:
        task = asyncio.create_task(write_answer(letter))
        answers.append(await task)  # <- the fault
    return answers
