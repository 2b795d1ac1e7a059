"""The four waits of an assistant: an API call, a database query, web scraping and an LLM request.

Run this file. The dots are the sign that the assistant is at work; they should come all the
time, and two travellers should not wait for each other. `services.py` stays as it is.
"""

import asyncio
import time

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    """1 and 2. Return the timetable, the booking and the notices."""
    # TODO WAIT: which of these three lets the loop go on? TODO START: all three, before you wait for one.
    timetable = await get_timetable(route)
    booking = load_booking(customer)
    notices = scrape_notices(station)
    return timetable, booking, notices


async def answer(customer: str, route: str, station: str) -> str:
    """3. Ask the model, with all three facts in the prompt."""
    facts = await load_facts(customer, route, station)
    return await ask_llm(build_prompt(*facts))


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    """3. Answer several travellers at the same time, in the order of `travellers`."""
    # TODO START: all of them. TODO WAIT: for all of them.
    return [await answer(*traveller) for traveller in travellers]


if __name__ == "__main__":

    async def dots() -> None:
        while True:
            print(".", end="", flush=True)
            await asyncio.sleep(0.1)

    async def main() -> None:
        sign = asyncio.create_task(dots())
        begun = time.perf_counter()
        # predict: the four waits take 0.3, 0.4, 0.5 and 0.6 s. How long do two travellers have to wait at best?
        answers = await answer_all([("Ada", "the train to Jena", "Jena"), ("Ben", "the train to Ulm", "Ulm")])
        sign.cancel()
        print("", *answers, f"after {time.perf_counter() - begun:.1f} s", sep="\n")

    asyncio.run(main())
