import asyncio

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0
TOTAL = 3.0


async def steps(question):
    prompt = build_prompt(question, await load_notes(question))
    try:
        async with asyncio.timeout(FIRST):
            return await ask_large(prompt)
    except TimeoutError:
        return await ask_small(prompt)


async def answer(question):
    work = asyncio.create_task(steps(question))
    done, _ = await asyncio.wait([work], timeout=TOTAL)
    if not done:
        work.cancel()
        await asyncio.wait([work])
        raise TimeoutError(question)
    return work.result()
