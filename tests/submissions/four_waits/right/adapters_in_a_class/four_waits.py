"""The blocking clients get async doors once, and nobody else has to know about threads."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from services import ask_llm, build_prompt, get_timetable, load_booking, scrape_notices

Door = Callable[[str], Awaitable[str]]


def async_door(client: Callable[[str], str], threads: int) -> Door:
    pool = ThreadPoolExecutor(threads, thread_name_prefix=client.__name__)

    async def door(argument: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(pool, client, argument)

    return door


class Desk:
    def __init__(self) -> None:
        self.doors: list[Door] = [get_timetable, async_door(load_booking, 8), async_door(scrape_notices, 8)]

    async def facts(self, customer: str, route: str, station: str) -> list[str]:
        waits = [door(argument) for door, argument in zip(self.doors, (route, customer, station), strict=True)]
        return await asyncio.gather(*waits)

    async def answer(self, customer: str, route: str, station: str) -> str:
        return await ask_llm(build_prompt(*await self.facts(customer, route, station)))


desk = Desk()
load_facts = desk.facts
answer = desk.answer


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    answers: dict[int, str] = {}

    async def note(place: int, ask: Callable[[], Awaitable[str]]) -> None:
        answers[place] = await ask()

    asked = enumerate(partial(answer, *traveller) for traveller in travellers)
    await asyncio.wait([asyncio.create_task(note(place, ask)) for place, ask in asked])
    return [answers[place] for place in sorted(answers)]
