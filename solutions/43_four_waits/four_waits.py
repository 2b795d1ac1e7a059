"""The four waits of an assistant, solved."""

import asyncio
import time

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices


async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    """1 and 2. Return the timetable, the booking and the notices."""
    timetable, booking, notices = await asyncio.gather(
        get_timetable(route),
        asyncio.to_thread(load_booking, customer),
        asyncio.to_thread(scrape_notices, station),
    )
    return timetable, booking, notices


async def answer(customer: str, route: str, station: str) -> str:
    """3. Ask the model, with all three facts in the prompt."""
    facts = await load_facts(customer, route, station)
    return await ask_llm(build_prompt(*facts))


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    """3. Answer several travellers at the same time, in the order of `travellers`."""
    return await asyncio.gather(*(answer(*traveller) for traveller in travellers))


if __name__ == "__main__":

    async def dots() -> None:
        while True:
            print(".", end="", flush=True)
            await asyncio.sleep(0.1)

    async def main() -> None:
        sign = asyncio.create_task(dots())
        begun = time.perf_counter()
        answers = await answer_all([("Ada", "the train to Jena", "Jena"), ("Ben", "the train to Ulm", "Ulm")])
        sign.cancel()
        print("", *answers, f"after {time.perf_counter() - begun:.1f} s", sep="\n")

    asyncio.run(main())
