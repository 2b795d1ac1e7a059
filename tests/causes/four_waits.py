"""Answers to four_waits that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong fixed_sleep: part 2, guessed-wait
async def load_facts(customer: str, route: str, station: str) -> tuple[str, str, str]:
    timetable = asyncio.create_task(get_timetable(route))
    booking = asyncio.create_task(asyncio.to_thread(load_booking, customer))
    notices = asyncio.create_task(asyncio.to_thread(scrape_notices, station))
    await asyncio.sleep(10)  # <- the fault
    return timetable.result(), booking.result(), notices.result()


# %% wrong sleeps_then_asks: part 3, too-slow
async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    tasks = []
    for traveller in travellers:
        tasks.append(asyncio.create_task(answer(*traveller)))
        await asyncio.sleep(0.1)  # <- the fault
    return [await task for task in tasks]


# %% wrong answers_as_they_come: part 3, wrong-order
async def answer_all(travellers: list[tuple[str, str, str]]) -> list[str]:
    answers = []

    async def one(traveller):
        answers.append(await answer(*traveller))  # <- the fault

    await asyncio.gather(*map(one, travellers))
    return answers
