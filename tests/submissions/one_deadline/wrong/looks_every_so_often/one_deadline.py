import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.create_task(ask_large(prompt))
        end = loop.time() + FIRST
        while not large.done() and loop.time() < end:
            await asyncio.sleep(0.05)
        if large.done():
            return large.result()
        large.cancel()
        return await ask_small(prompt)
