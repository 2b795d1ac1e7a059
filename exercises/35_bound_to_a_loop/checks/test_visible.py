"""Visible checks: read them, and `nox -s grade -- 35` plays them."""

import asyncio
import threading

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.4))
def load_page(call, url):
    return f"{call.word} at {url}"


@scenario
def two_runs(kata, morning, evening):
    return [asyncio.run(kata.read_all(morning)), asyncio.run(kata.read_all(evening))]


@scenario
def two_readers(kata, runs):
    async def readers(urls, url):
        one = asyncio.create_task(kata.read_all(urls))
        await asyncio.sleep(0.2)  # the other one comes when both tabs are in use
        return [*await kata.read_all([url]), await one]

    return [asyncio.run(readers(urls, url)) for urls, url in runs]


@scenario
def two_loops(kata, lists):
    texts = {}

    async def read(urls):
        early = asyncio.create_task(kata.read_all(urls[:2]))
        await asyncio.sleep(0.2)
        late = await kata.read_page(urls[2])
        return [*await early, late]

    def work(name, urls):
        texts[name] = asyncio.run(read(urls))

    threads = [threading.Thread(target=work, args=(name, urls)) for name, urls in lists.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return texts


def texts(match, urls):
    return [match.reply("load_page", url) for url in urls]


def two_tabs(match, urls):
    """How long three pages take in two tabs: the third goes where a page is read first."""
    one, other, third = (match.latency("load_page", url) for url in urls)
    return max(one, other, min(one, other) + third)


@check(part=1, title="three pages in the morning, three in the evening, in two tabs")
async def test_two_runs(play):
    morning, evening = ["/cook", "/smith", "/pilot"], ["/nurse", "/baker", "/tutor"]
    match = await play(two_runs, morning=morning, evening=evening)
    match.expect_result([texts(match, morning), texts(match, evening)])
    match.expect_peak("load_page", exactly=2)
    match.expect_seconds(two_tabs(match, morning) + two_tabs(match, evening))
    match.expect_clean()


@check(part=2, title="a second reader comes, and there are still two tabs, in both runs")
async def test_two_readers(play):
    runs = [(["/cook", "/smith"], "/pilot"), (["/nurse", "/baker"], "/tutor")]
    match = await play(two_readers, runs=runs)
    match.expect_result([[*texts(match, [url]), texts(match, urls)] for urls, url in runs])
    match.expect_peak("load_page", exactly=2)
    match.expect_clean()


@check(part=3, title="two threads, each with two tabs of its own")
async def test_two_loops(play):
    lists = {"day": ["/day/1", "/day/2", "/day/3"], "night": ["/night/1", "/night/2", "/night/3"]}
    match = await play(two_loops, lists=lists)
    match.expect_clean()
    match.expect_result({name: texts(match, urls) for name, urls in lists.items()})
    read = {call.first: call for call in match.calls("load_page")}
    for name, urls in lists.items():
        one, other, third = (read[url] for url in urls)
        match.expect(
            third.start >= min(one.end, other.end),
            f"The {name} browser has two tabs, and read three pages at once.",
            mistake="limit-exceeded",
            function="read_page",
        )
    match.expect_peak("load_page", exactly=4)
