import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        try:
            return await asyncio.wait_for(asyncio.shield(ask_large(prompt)), FIRST)
        except TimeoutError:
            return await ask_small(prompt)
