import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    notes = await asyncio.wait_for(load_notes(question), TOTAL)
    prompt = build_prompt(question, notes)
    try:
        return await asyncio.wait_for(ask_large(prompt), FIRST)
    except TimeoutError:
        return await asyncio.wait_for(ask_small(prompt), TOTAL)
