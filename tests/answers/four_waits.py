"""Right and wrong answers to four_waits. docs/for-authors.md says how to read a cell."""

# %% right adapters_in_a_class
# The blocking clients get async doors once, and nobody else has to know about threads.
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial


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


# %% right executor_futures
# run_in_executor starts its thread at the call, so the API call can simply be awaited in between.
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


# %% right task_groups
# A TaskGroup for the facts and one for the travellers.
async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    async with asyncio.TaskGroup() as group:
        timetable = group.create_task(get_timetable(route))
        booking = group.create_task(asyncio.to_thread(load_booking, customer))
        notices = group.create_task(asyncio.to_thread(scrape_notices, station))
    return timetable.result(), booking.result(), notices.result()


async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(answer(*traveller)) for traveller in travellers]
    return [task.result() for task in answers]


# %% wrong async_def_around_them: part 1, blocking-call
# An async def around a blocking call makes an async client of it.
async def aload_booking(customer):
    return load_booking(customer)  # <- the fault


async def ascrape_notices(station):
    return scrape_notices(station)  # <- the fault


async def load_facts(customer, route, station):
    return tuple(await asyncio.gather(get_timetable(route), aload_booking(customer), ascrape_notices(station)))


# %% wrong awaits_the_driver: part 1, awaited-plain-value
# await in front of a slow call makes it give way.
async def load_facts(customer, route, station):
    return await get_timetable(route), await load_booking(customer), await scrape_notices(station)  # <- the fault


# %% wrong called_too_early: part 1, called-too-early
# to_thread takes the call that is to happen in a thread.
async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking(customer)),  # <- the fault
            asyncio.to_thread(scrape_notices(station)),
        )
    )


# %% wrong executor_for_the_api: part 1, never-awaited
# run_in_executor runs the async client in its own thread and hands back its answer.
async def load_facts(customer, route, station):
    loop = asyncio.get_running_loop()
    timetable = loop.run_in_executor(None, get_timetable, route)  # <- the fault
    booking = loop.run_in_executor(None, load_booking, customer)
    notices = loop.run_in_executor(None, scrape_notices, station)
    return f"{await timetable}", await booking, await notices


# %% wrong facts_changed_places: part 1, wrong-order
# The threads first, as they take longest.
async def load_facts(customer, route, station):
    threads = [asyncio.to_thread(load_booking, customer), asyncio.to_thread(scrape_notices, station)]
    booking, notices, timetable = await asyncio.gather(*threads, get_timetable(route))
    return timetable, notices, booking  # <- the fault


# %% wrong facts_in_a_global: part 3, shared-state
# There is one assistant, so what it knows can stand in one place.
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
    FACTS.update(zip(names, await load_facts(customer, route, station), strict=True))  # <- the fault
    FACTS["answer"] = await ask_llm(build_prompt(*[FACTS[name] for name in names]))
    return FACTS["answer"]


async def answer_all(travellers):
    await asyncio.gather(*[answer(*traveller) for traveller in travellers])
    return [FACTS["answer"] for _ in travellers]  # <- the fault


# %% wrong facts_of_all_first: part 3, needless-wait
# First the facts of all travellers, then the answers of all, step by step.
async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


async def answer_all(travellers):
    facts = await asyncio.gather(*[load_facts(*traveller) for traveller in travellers])  # <- the fault
    return await asyncio.gather(*[ask_llm(build_prompt(*found)) for found in facts])


# %% wrong made_up_facts: part 1, answer-not-asked
# The services only build texts, and that can be done without waiting.
async def load_facts(customer, route, station):
    await asyncio.sleep(0.5)
    return f"{route} leaves at 9:14", f"{customer} has seat 42", f"no lift at {station}"  # <- the fault


# %% wrong model_asked_early: part 3, wrong-answer
# The model waits longest, so it is started together with the others.
async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


async def answer(customer, route, station):
    facts, said = await asyncio.gather(
        load_facts(customer, route, station),
        ask_llm(build_prompt(route, customer, station)),  # <- the fault
    )
    return f"{said} {facts}"


# %% wrong objects_first: part 2, sequential-awaits
# The call of to_thread starts the thread, and await only collects.
async def load_facts(customer, route, station):
    booking = asyncio.to_thread(load_booking, customer)
    notices = asyncio.to_thread(scrape_notices, station)  # <- the fault
    timetable = await get_timetable(route)
    return timetable, await booking, await notices


# %% wrong one_by_one: part 2, sequential-awaits
# Threads run in the background, so awaiting one does not hold up the next.
async def load_facts(customer, route, station):
    timetable = await get_timetable(route)
    booking = await asyncio.to_thread(load_booking, customer)  # <- the fault
    notices = await asyncio.to_thread(scrape_notices, station)
    return timetable, booking, notices


# %% wrong one_sheet_for_all: part 3, shared-state
# The facts of a traveller are complete before the next one's come.
class Sheet:
    def __init__(self):
        self.facts = {}

    async def fill(self, name, work):
        self.facts[name] = await work  # <- the fault


sheet = Sheet()


async def load_facts(customer, route, station):
    await asyncio.gather(
        sheet.fill("timetable", get_timetable(route)),
        sheet.fill("booking", asyncio.to_thread(load_booking, customer)),
        sheet.fill("notices", asyncio.to_thread(scrape_notices, station)),
    )
    return sheet.facts["timetable"], sheet.facts["booking"], sheet.facts["notices"]


async def answer_all(travellers):
    return await asyncio.gather(*[answer(*traveller) for traveller in travellers])


# %% wrong one_thread_for_both: part 2, sequential-awaits
# One thread beside the loop is enough for everything that blocks.
def load_both(customer, station):
    return load_booking(customer), scrape_notices(station)  # <- the fault


async def load_facts(customer, route, station):
    timetable, (booking, notices) = await asyncio.gather(
        get_timetable(route), asyncio.to_thread(load_both, customer, station)
    )
    return timetable, booking, notices


# %% wrong one_traveller_at_a_time: part 3, sequential-awaits
# Now that nothing blocks, the travellers overlap by themselves.
async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            get_timetable(route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


async def answer_all(travellers):
    return [await answer(*traveller) for traveller in travellers]  # <- the fault


# %% wrong run_in_a_thread: part 1, extra-loop
# An async client in a thread needs a loop there, so it gets one.
def timetable_in_a_thread(route):
    return asyncio.run(get_timetable(route))  # <- the fault


async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            asyncio.to_thread(timetable_in_a_thread, route),
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


# %% wrong run_inside_the_loop: part 1, nested-run
# asyncio.run is how one calls an async function.
async def load_facts(customer, route, station):
    timetable = asyncio.run(get_timetable(route))  # <- the fault
    booking = await asyncio.to_thread(load_booking, customer)
    notices = await asyncio.to_thread(scrape_notices, station)
    return timetable, booking, notices


# %% wrong the_page_still_blocks: part 1, blocking-call
# The database is what blocks; reading a web page is only reading.
async def load_facts(customer, route, station):
    timetable, booking = await asyncio.gather(get_timetable(route), asyncio.to_thread(load_booking, customer))
    return timetable, booking, scrape_notices(station)  # <- the fault


# %% wrong thread_not_awaited: part 1, never-awaited
# to_thread starts the thread and hands back what the driver said.
async def load_facts(customer, route, station):
    timetable = await get_timetable(route)
    booking = asyncio.to_thread(load_booking, customer)  # <- the fault
    notices = asyncio.to_thread(scrape_notices, station)
    return timetable, booking, notices


# %% wrong threads_for_all: part 1, never-awaited
# What waits goes into a thread, whoever wrote its client.
async def load_facts(customer, route, station):
    return tuple(
        await asyncio.gather(
            asyncio.to_thread(get_timetable, route),  # <- the fault
            asyncio.to_thread(load_booking, customer),
            asyncio.to_thread(scrape_notices, station),
        )
    )


# %% wrong waits_for_the_pool: part 1, blocking-call
# The work is in threads, so asking them for their results harms nobody.
from concurrent.futures import ThreadPoolExecutor


async def load_facts(customer, route, station):
    with ThreadPoolExecutor() as pool:
        booking = pool.submit(load_booking, customer)
        notices = pool.submit(scrape_notices, station)
        facts = booking.result(), notices.result()  # <- the fault
        return await get_timetable(route), *facts
