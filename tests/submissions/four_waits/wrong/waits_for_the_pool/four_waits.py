import asyncio
from concurrent.futures import ThreadPoolExecutor

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer, route, station):
    with ThreadPoolExecutor() as pool:
        booking = pool.submit(load_booking, customer)
        notices = pool.submit(scrape_notices, station)
        facts = booking.result(), notices.result()
        return await get_timetable(route), *facts


async def answer(customer, route, station):
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers):
    return await asyncio.gather(*[answer(*traveller) for traveller in travellers])
