"""Hidden checks: predictions of seconds and lines, compared with real runs of the programs in services.py."""

import asyncio
import contextlib
import inspect
import io
import time

from grader.judge import check, scenario, service

SHOPS = ["east", "harbour", "mill", "tower"]
# Shops by rank, 0 is the quickest. Neither the first nor the last is the quickest or the slowest, and the
# order of the ends is neither that of asking nor the reverse.
MIXED = [1, 3, 0, 2]
SLOWEST_FIRST = [3, 0]


@service(latency=(0.6, 1.8))
def fetch_page(call, shop):
    return call.word


@service(latency=(0.6, 1.8))
def afetch_page(call, shop):
    return call.word


@scenario
def the_programs_run(kata, note, services, programs, shops, orders):
    """Runs each program for real, for each order of the shops by rank. To rank them, each is asked alone first."""

    async def alone(client):
        waits = {}
        for shop in shops:
            begun = time.perf_counter()
            page = client(shop)
            if inspect.isawaitable(page):
                await page
            waits[shop] = time.perf_counter() - begun
        return sorted(shops, key=waits.get)

    by_rank = {}
    for program in programs:
        client = services.fetch_page if program == "blocking" else services.afetch_page
        if client not in by_rank:
            by_rank[client] = asyncio.run(alone(client))
        for ranks in orders:
            order = [by_rank[client][rank] for rank in ranks]
            printed = io.StringIO()
            note("began", [program, order])
            with contextlib.redirect_stdout(printed):
                run = getattr(services, program)(order[0] if program == "alone" else order)
                if inspect.iscoroutine(run):
                    asyncio.run(run)
            note("ended", printed.getvalue().splitlines())


@scenario
def prediction(kata, function, seconds):
    return getattr(kata, function)(seconds)


@scenario
def prediction_for_a_shop(kata, function, shop):
    return getattr(kata, function)(shop)


class Run:
    """A program as it really ran: the shops in the order of asking, their waits, what it took and printed."""

    def __init__(self, match, began, ended):
        (begin, (self.program, self.shops)), (end, self.lines) = began, ended
        client = "fetch_page" if self.program == "blocking" else "afetch_page"
        self.waits = [match.latency(client, shop) for shop in self.shops]
        self.took = end - begin


async def runs(play, programs, orders=(MIXED,)):
    match = await play(the_programs_run, programs=list(programs), shops=SHOPS, orders=list(orders))
    began, ended = match.notes("began"), match.notes("ended")
    told = [note for _, note in began] if len(began) == len(ended) else []
    match.expect(
        [program for program, _ in told] == [program for program in programs for _ in orders],
        "Not every program of services.py was run: something kept the scenario from reporting it.",
        mistake="tampered",
    )
    found = [Run(match, *both) for both in zip(began, ended, strict=True)]
    for run in found:
        match.expect(
            abs(run.took - programs[run.program](run.waits)) < match.tolerance,
            f"{run.program} in services.py does not run as it was handed out. Predict it, and leave it as it is.",
            mistake="tampered",
        )
    return found


async def seconds_are_predicted(play, found):
    for run in found:
        match = await play(prediction, function=run.program, seconds=run.waits)
        match.expect_prediction(run.program, run.took)
        match.expect_clean()


def beside(waits):
    return max(waits[0], sum(waits[1:]))


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="one page: how long it takes, and what it prints")
async def test_alone(play):
    [run] = await runs(play, {"alone": sum}, orders=[[1]])
    match = await play(prediction, function="alone", seconds=run.waits[0])
    match.expect_prediction("alone", run.took)
    match.expect_clean()
    match = await play(prediction_for_a_shop, function="alone_prints", shop=run.shops[0])
    match.expect_prediction("alone_prints", run.lines)
    match.expect_clean()


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="calls and coroutines: how long they take")
async def test_coroutines(play):
    await seconds_are_predicted(play, await runs(play, {"blocking": sum, "in_turn": sum, "objects_first": sum}))


@check(part=2, title="tasks and gather: how long they take")
async def test_tasks(play):
    await seconds_are_predicted(play, await runs(play, {"task_by_task": sum, "tasks_first": max, "together": max}))


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="what pages print, awaited in turn and together")
async def test_lines(play):
    for run in await runs(play, {"in_turn": sum, "together": max}):
        function = f"{run.program}_prints"
        match = await play(prediction, function=function, seconds=dict(zip(run.shops, run.waits, strict=True)))
        match.expect_prediction(function, run.lines)
        match.expect_clean()


# --- part 4 -------------------------------------------------------------------------------------------


@check(part=4, title="one task beside other pages")
async def test_one_beside_the_rest(play):
    await seconds_are_predicted(play, await runs(play, {"one_beside_the_rest": beside}, [MIXED, SLOWEST_FIRST]))
