import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL + 9):
        prompt = build_prompt(question, await load_notes(question))
        try:
            async with asyncio.timeout(FIRST):
                call = ask_large(prompt)
            return await call
        except TimeoutError:
            return await ask_small(prompt)
