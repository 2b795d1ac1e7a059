import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


async def answer(customer, route, station):
    return await ask_llm(build_prompt(*await load_facts(customer, route, station)))


async def answer_all(travellers):
    facts = await asyncio.gather(*[load_facts(*traveller) for traveller in travellers])
    return await asyncio.gather(*[ask_llm(build_prompt(*found)) for found in facts])
