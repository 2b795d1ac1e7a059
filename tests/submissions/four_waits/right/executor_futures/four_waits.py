"""run_in_executor starts its thread at the call, so the API call can simply be awaited in between."""

import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    loop = asyncio.get_running_loop()
    booking = loop.run_in_executor(None, load_booking, customer)
    notices = loop.run_in_executor(None, scrape_notices, station)
    timetable = await get_timetable(route)
    return timetable, await booking, await notices


async def answer(customer: str, route: str, station: str) -> str:
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    tasks = [asyncio.ensure_future(answer(*traveller)) for traveller in travellers]
    return [await task for task in tasks]
