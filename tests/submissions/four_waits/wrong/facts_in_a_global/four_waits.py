import asyncio

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices

FACTS = {}


async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


async def answer(customer, route, station):
    names = ("timetable", "booking", "notices")
    FACTS.update(zip(names, await load_facts(customer, route, station), strict=True))
    FACTS["answer"] = await ask_llm(build_prompt(*[FACTS[name] for name in names]))
    return FACTS["answer"]


async def answer_all(travellers):
    await asyncio.gather(*[answer(*traveller) for traveller in travellers])
    return [FACTS["answer"] for _ in travellers]
