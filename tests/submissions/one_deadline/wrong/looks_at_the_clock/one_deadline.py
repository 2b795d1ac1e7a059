import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    prompt = build_prompt(question, await load_notes(question))
    begun = loop.time()
    text = await ask_large(prompt)
    if loop.time() - begun > FIRST:
        text = await ask_small(prompt)
    return text
