"""Visible checks: read them, and `nox -s grade -- 81` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.5, 0.8))
def print_ticket(call, customer):
    return call.word


@scenario
def audit(kata, services, faults, limit):
    async def main():
        office = services.BoxOffice()
        if "held" in faults:
            await asyncio.create_task(office.print("Mo"), name="the printer")
        if "jam" in faults:
            office.sales.add(asyncio.create_task(office.jam("Mo"), name="a paper jam"))
            await asyncio.sleep(0.1)
        if "letter" in faults:
            services.write_to("Mo")

    return kata.audit(main, limit)


@scenario
async def where_they_wait(kata, services):
    office = services.BoxOffice()
    tasks = [
        asyncio.create_task(office.sell("Mo"), name="a sale"),
        asyncio.create_task(office.answer_the_phone(), name="the phone"),
    ]
    await asyncio.sleep(0.1)
    found = kata.where_they_wait()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return found


def found(match, *findings):
    """`audit` returned one text for each of these findings, told by a word in it."""
    match.expect_seconds(at_least=0)  # nothing was raised
    texts = match.result
    words = f"audit should return a list of texts, and it returned {texts!r}."
    match.expect(type(texts) is list, words, mistake="wrong-answer", function="audit")
    for finding in findings:
        words = f"No finding has {finding!r} in it. What was found: {texts!r}."
        match.expect(any(finding in text for text in texts), words, mistake="finding-missed", function="audit")
    words = f"There are {len(findings)} things to find, and {len(texts)} were found: {texts!r}."
    match.expect(len(texts) == len(findings), words, mistake="false-alarm", function="audit")


@check(part=1, title="a task that holds the loop for half a second is found, and only if that is too long")
async def test_held(play):
    found(await play(audit, faults=["held"], limit=0.3), "the printer")
    found(await play(audit, faults=["held"], limit=3.0))


@check(part=2, title="an error that was never read, and a letter that was never written")
async def test_unheard(play):
    found(await play(audit, faults=["jam", "letter"], limit=0.3), "a paper jam", "write_to")


@check(part=3, title="two tasks wait, each at several places")
async def test_where_they_wait(play):
    match = await play(where_they_wait)
    match.expect_seconds(at_least=0)
    right = {
        "a sale": ["BoxOffice.sell", "BoxOffice.take_money", "Event.wait"],
        "the phone": ["BoxOffice.answer_the_phone", "Queue.get"],
    }
    for name, places in right.items():
        seen = [place.partition(",")[0] for place in match.result.get(name, [])]
        match.expect(
            seen == places,
            f"The task {name!r} stands at {places}. where_they_wait says: {seen}.",
            mistake="wrong-order" if seen == places[::-1] else "finding-missed",
            function="where_they_wait",
        )
    others = sorted(set(match.result) - set(right))
    words = f"where_they_wait also names {', '.join(others)}: the task that asks does not wait."
    match.expect(not others, words, mistake="false-alarm", function="where_they_wait")
    match.expect_clean()
