import asyncio

from services import ask_llm, build_prompt


async def load_facts(customer, route, station):
    await asyncio.sleep(0.5)
    return f"{route} leaves at 9:14", f"{customer} has seat 42", f"no lift at {station}"


async def answer(customer, route, station):
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers):
    return await asyncio.gather(*[answer(*traveller) for traveller in travellers])
