import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL

    def look():
        if loop.time() > end:
            raise TimeoutError("too late")

    prompt = build_prompt(question, await load_notes(question))
    look()
    try:
        async with asyncio.timeout(FIRST):
            return await ask_large(prompt)
    except TimeoutError:
        look()
        text = await ask_small(prompt)
        look()
        return text
