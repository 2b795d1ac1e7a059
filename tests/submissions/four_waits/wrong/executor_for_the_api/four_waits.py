import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer, route, station):
    loop = asyncio.get_running_loop()
    timetable = loop.run_in_executor(None, get_timetable, route)
    booking = loop.run_in_executor(None, load_booking, customer)
    notices = loop.run_in_executor(None, scrape_notices, station)
    return f"{await timetable}", await booking, await notices


async def answer(customer, route, station):
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers):
    return await asyncio.gather(*[answer(*traveller) for traveller in travellers])
