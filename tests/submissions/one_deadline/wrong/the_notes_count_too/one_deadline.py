import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = None
        try:
            async with asyncio.timeout(FIRST):
                prompt = build_prompt(question, await load_notes(question))
                return await ask_large(prompt)
        except TimeoutError:
            return await ask_small(prompt or build_prompt(question, await load_notes(question)))
