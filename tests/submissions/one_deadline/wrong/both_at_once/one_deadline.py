import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL), asyncio.TaskGroup() as group:
        prompt = build_prompt(question, await load_notes(question))
        large, small = group.create_task(ask_large(prompt)), group.create_task(ask_small(prompt))
        try:
            async with asyncio.timeout(FIRST):
                text = await large
            small.cancel()
            return text
        except TimeoutError:
            return await small
