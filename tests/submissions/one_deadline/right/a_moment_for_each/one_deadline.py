import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def large_or_nothing(prompt):
    async with asyncio.timeout(FIRST) as limit:
        return await ask_large(prompt)


async def either(prompt):
    try:
        return await large_or_nothing(prompt)
    except TimeoutError:
        return await ask_small(prompt)


async def all_steps(question):
    return await either(build_prompt(question, await load_notes(question)))


async def answer(question):
    end = asyncio.get_running_loop().time() + TOTAL
    async with asyncio.timeout_at(end):
        return await all_steps(question)
