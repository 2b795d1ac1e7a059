import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def answer(question):
    return await asyncio.wait_for(steps(question), TOTAL)


async def steps(question):
    prompt = build_prompt(question, await load_notes(question))
    large = asyncio.create_task(ask_large(prompt))
    try:
        done, _ = await asyncio.wait([large], timeout=FIRST)
        if done:
            return large.result()
    finally:
        large.cancel()
        await asyncio.wait([large])
    return await ask_small(prompt)
