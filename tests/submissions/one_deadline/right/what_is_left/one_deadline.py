import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL

    def left():
        return max(end - loop.time(), 0)

    prompt = build_prompt(question, await asyncio.wait_for(load_notes(question), left()))
    first = min(FIRST, left())
    try:
        return await asyncio.wait_for(ask_large(prompt), first)
    except TimeoutError:
        if first < FIRST:
            raise
        return await asyncio.wait_for(ask_small(prompt), left())
