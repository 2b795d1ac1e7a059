import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


def load_both(customer, station):
    return load_booking(customer), scrape_notices(station)


async def load_facts(customer, route, station):
    timetable, (booking, notices) = await asyncio.gather(
        get_timetable(route), asyncio.to_thread(load_both, customer, station)
    )
    return timetable, booking, notices


async def answer(customer, route, station):
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers):
    return await asyncio.gather(*[answer(*traveller) for traveller in travellers])
