"""A limit of two for each loop: over several runs, over several readers, and over two loops at once."""

import asyncio
import threading

from grader.judge import check, scenario, service


@service(latency=(0.5, 1.9))
def load_page(call, url):
    return f"{url}: {call.word}"


def texts(match, urls):
    return [match.reply("load_page", url) for url in urls]


def seconds_with_two_tabs(match, urls):
    """How long it takes when each page goes, in order, to the tab that is free first."""
    free = [0.0, 0.0]
    for url in urls:
        free.sort()
        free[0] += match.latency("load_page", url)
    return round(max(free), 6)


def most_at_once(calls):
    moments = [(call.start, 1) for call in calls] + [(call.end, -1) for call in calls]
    most = open_tabs = 0
    for _, step in sorted(moments):
        open_tabs += step
        most = max(most, open_tabs)
    return most


# ---- 1: one run after the other -------------------------------------------------------------------


@scenario
def rounds(kata, rounds):
    return [asyncio.run(kata.read_all(urls)) for urls in rounds]


@check(part=1, title="three busy runs, one after the other, with two tabs each")
async def test_busy_runs(play):
    three = [["/a1", "/a2", "/a3", "/a4", "/a5"], ["/b1", "/b2", "/b3", "/b4"], ["/c1", "/c2", "/c3"]]
    match = await play(rounds, rounds=three)
    match.expect_result([texts(match, urls) for urls in three])
    match.expect_peak("load_page", 2)
    match.expect_seconds(sum(seconds_with_two_tabs(match, urls) for urls in three))
    match.expect_calls("load_page", exactly=12)
    match.expect_clean()


@check(part=1, title="a quiet run between two busy ones")
async def test_a_quiet_run_between(play):
    three = [["/a1", "/a2", "/a3"], ["/b1"], ["/c1", "/c2", "/c3"]]
    match = await play(rounds, rounds=three)
    match.expect_result([texts(match, urls) for urls in three])
    match.expect_peak("load_page", 2)
    match.expect_seconds(sum(seconds_with_two_tabs(match, urls) for urls in three))
    match.expect_clean()


# ---- 2: all readers in a run ------------------------------------------------------------------------


@scenario
def several_readers(kata, rounds):
    async def later(urls):
        await asyncio.sleep(0.3)  # both tabs are in use by now
        return await kata.read_all(urls)

    async def readers(first, second, page):
        return await asyncio.gather(kata.read_all(first), later(second), kata.read_page(page))

    return [list(asyncio.run(readers(*readers_urls))) for readers_urls in rounds]


@check(part=2, title="three readers in one run share its two tabs, in the next run too")
async def test_readers_share_the_tabs(play):
    two = [[["/a1", "/a2"], ["/b1", "/b2", "/b3"], "/c"], [["/d1", "/d2", "/d3"], ["/e1"], "/f"]]
    match = await play(several_readers, rounds=two)
    match.expect_result([[texts(match, one), texts(match, other), texts(match, [page])[0]] for one, other, page in two])
    match.expect_peak("load_page", 2)
    slowest = 0.0
    for one, other, page in two:
        orders = [[page, *one, *other], [*one, *other, page]]  # whose task comes first is not asked
        slowest += max(seconds_with_two_tabs(match, order) for order in orders)
    match.expect_seconds(at_most=slowest)
    match.expect_seconds(at_least=sum(match.latency("load_page", call.first) for call in match.calls()) / 2)
    match.expect_calls("load_page", exactly=11)
    match.expect_clean()


# ---- 3: two loops at the same time ----------------------------------------------------------------


@scenario
def two_threads(kata, north, south):
    found, errors = {}, []

    async def read_twice(urls):
        first = asyncio.create_task(kata.read_all(urls[:3]))
        await asyncio.sleep(0.3)  # both tabs are in use by now, in both loops
        second = await kata.read_all(urls[3:])
        return await first + second

    def work(name, urls):
        try:
            found[name] = asyncio.run(read_twice(urls))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=work_of) for work_of in (("north", north), ("south", south))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
    return [found["north"], found["south"]]


@check(part=3, title="two threads, each with its own loop and its own two tabs")
async def test_two_loops_at_once(play):
    north, south = [f"/north/{number}" for number in range(6)], [f"/south/{number}" for number in range(6)]
    match = await play(two_threads, north=north, south=south)
    match.expect_result([texts(match, north), texts(match, south)])
    for name in ("north", "south"):
        tabs = most_at_once([call for call in match.calls() if call.first.startswith(f"/{name}/")])
        match.expect(
            tabs <= 2,
            f"The {name} browser has two tabs, and {tabs} pages were read in it at once.",
            mistake="limit-exceeded",
            function="read_page",
        )
    match.expect_peak("load_page", 4)
    match.expect_seconds(max(seconds_with_two_tabs(match, urls) for urls in (north, south)))
    match.expect_calls("load_page", exactly=12)
    match.expect_clean()
