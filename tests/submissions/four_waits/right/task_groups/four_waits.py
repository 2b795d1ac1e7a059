"""A TaskGroup for the facts and one for the travellers."""

import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    async with asyncio.TaskGroup() as group:
        timetable = group.create_task(get_timetable(route))
        booking = group.create_task(asyncio.to_thread(load_booking, customer))
        notices = group.create_task(asyncio.to_thread(scrape_notices, station))
    return timetable.result(), booking.result(), notices.result()


async def answer(customer: str, route: str, station: str) -> str:
    facts = await load_facts(customer, route, station)
    return await ask_llm(build_prompt(*facts))


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(answer(*traveller)) for traveller in travellers]
    return [task.result() for task in answers]
