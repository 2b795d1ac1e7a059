import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.run_coroutine_threadsafe(ask_large(prompt), loop)
        try:
            return large.result(FIRST)
        except TimeoutError:
            large.cancel()
            return await ask_small(prompt)
