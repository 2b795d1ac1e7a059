import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    async with asyncio.timeout(TOTAL):
        notes = await load_notes(question)
        return await ask_large(build_prompt(question, notes))
