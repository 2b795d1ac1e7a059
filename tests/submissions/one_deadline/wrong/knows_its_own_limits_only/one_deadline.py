import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL) as everything:
        prompt = build_prompt(question, await load_notes(question))
        try:
            async with asyncio.timeout(FIRST):
                return await ask_large(prompt)
        except BaseException:
            if everything.expired():
                raise
            return await ask_small(prompt)
