"""Visible checks: read them, and `nox -s grade -- 26` plays them. They count reviews; no time is measured."""

import asyncio

from grader.judge import check, helper, scenario, service

EVERY = 25  # as in the stub
REVIEWS = {"a novel": 80, "a poem": 30, "an epic": 500}


@service(latency=0.3517)
def load_reviews(call, book):
    return [f"{call.word} {number}" for number in range(REVIEWS[book])]


def total(match, book):
    """What the model makes of a book if it does no rounds of computing."""
    return sum(sum(map(ord, review)) % 10 for review in match.reply("load_reviews", book))


@helper
def count_rows(services):
    """A list that grows as reviews are scored: how many were scored in a row, before others got a turn."""
    rows, loop = [0], asyncio.get_running_loop()

    def scored(review):
        if rows[-1] == 0:
            loop.call_soon(rows.append, 0)  # the others: they are ready, and get the next turn
        rows[-1] += 1

    services.WORK = 0
    services.watchers.append(scored)
    return rows


@scenario
async def a_book(kata, note, services, book):
    rows = count_rows(services)
    try:
        return await kata.rate(book)
    finally:
        note("longest row", max(rows))


@scenario
async def two_books(kata, services, books):
    count_rows(services)
    return await kata.rate_all(books)


@scenario
async def a_book_that_is_put_away(kata, note, services, book, after):
    rows = count_rows(services)
    rating = asyncio.create_task(kata.rate(book))
    services.watchers.append(lambda review: sum(rows) == after and rating.cancel())
    await asyncio.wait([rating])
    note("scored", sum(rows))
    note("the rating", "was cancelled" if rating.cancelled() else "was not cancelled")


@check(part=1, title="80 reviews, and never more than 25 of them in a row")
async def test_a_book(play):
    match = await play(a_book, book="a novel")
    match.expect_result(total(match, "a novel"))
    match.expect_clean()
    for _, longest in match.notes("longest row"):
        match.expect(
            longest <= EVERY,
            f"{longest} reviews were scored in a row, and no other task got a turn. At most {EVERY} are allowed.",
            basis="reported",
            mistake="loop-starved",
            function="rate",
        )
    loaded = match.latency("load_reviews", "a novel")
    match.expect(
        match.seconds <= loaded + match.tolerance,
        f"The reviews were there after {loaded:g} s (simulated), and it all took {match.seconds:g} s. Giving way costs "
        "no time; sleeping does.",
        mistake="too-slow",
        function="rate",
    )


@check(part=2, title="two books are rated together, and stand in the order asked for")
async def test_two_books(play):
    books = ["a novel", "a poem"]
    match = await play(two_books, books=books)
    match.expect_result({book: total(match, book) for book in books})
    match.expect(
        list(match.result) == books,
        f"The books were asked for in the order {books}. They stand in the order {list(match.result)}.",
        mistake="wrong-order",
        function="rate_all",
    )
    match.expect_seconds(match.latency("load_reviews", "a novel"))
    match.expect_clean()


@check(part=3, title="the book is put away after 30 reviews, and its rating stops")
async def test_a_book_is_put_away(play):
    match = await play(a_book_that_is_put_away, book="an epic", after=30)
    match.expect_clean()
    for _, scored in match.notes("scored"):
        match.expect(
            scored <= 30 + EVERY,
            f"It was cancelled when 30 reviews had been scored. In the end {scored} were scored.",
            basis="reported",
            mistake="cancellation-swallowed" if match.waits("sleep") else "loop-starved",
            function="rate",
        )
    match.expect_notes("the rating", ["was cancelled"])
