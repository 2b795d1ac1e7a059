import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL
    prompt = build_prompt(question, await asyncio.wait_for(load_notes(question), TOTAL))
    try:
        return await asyncio.wait_for(ask_large(prompt), min(FIRST, end - loop.time()))
    except TimeoutError:
        small = asyncio.create_task(ask_small(prompt))
        await asyncio.wait([small], timeout=max(end - loop.time(), 0))
        if small.done():
            return small.result()
        small.cancel()
        await asyncio.wait([small])
        raise
