"""Hidden checks: how many reviews are scored between two turns of the others. Counted, never timed."""

import asyncio

from grader.judge import check, helper, scenario, service

EVERY = 25  # as in the stub
REVIEWS = {"a long book": 600, "a short book": 40, "a thin book": 10}


@service(latency=0.2731)  # the same for all books, so that their reviews come together
def load_reviews(call, book):
    return [f"{call.word} {number}" for number in range(REVIEWS.get(book, 300))]


def liked(review):
    """As in services.py, with the one round of computing that the scenarios ask for."""
    return (sum(map(ord, review)) ** 2 + 7) % 1_000_003 % 10


def total(match, book):
    return sum(liked(review) for review in match.reply("load_reviews", book))


def noted(match, name):
    """The last thing noted under this name, None if nothing was."""
    return match.notes(name)[-1][1] if match.notes(name) else None


def nobody_starved(match):
    longest = noted(match, "longest")
    match.expect(
        longest is None or longest <= EVERY,
        f"{longest} reviews were scored in a row before another task got a turn; at most {EVERY} are allowed.",
        basis="reported",
        mistake="loop-starved",
        function="rate",
    )


def nobody_slept(match, seconds):
    """Giving way takes no time if no other task has anything to do."""
    match.expect(
        match.seconds <= seconds + match.tolerance,
        f"The reviews had arrived after {seconds:g} s (simulated) and scoring takes no simulated time, but it all took "
        f"{match.seconds:g} s: the code did not only give way, it slept.",
        mistake="too-slow",
        function="rate",
    )
    match.expect_seconds(seconds)


@helper
def watch_the_scoring(services):
    """Note the reviews in their order, and how many are scored in a row before another task gets a turn."""
    loop = asyncio.get_running_loop()
    seen = {"order": [], "in a row": 0, "longest": 0, "waiting": False}

    def turn():  # another task, ready since the last review
        seen.update({"in a row": 0, "waiting": False})

    def scored(review):
        seen["order"].append(review)
        seen["in a row"] += 1
        seen["longest"] = max(seen["longest"], seen["in a row"])
        if not seen["waiting"]:
            seen["waiting"] = True
            loop.call_soon(turn)

    services.WORK = 1
    services.watchers.append(scored)
    return seen


@scenario
async def one_book(kata, note, services, book):
    seen = watch_the_scoring(services)
    try:
        return await kata.rate(book)
    finally:
        note("longest", seen["longest"])


@check(part=1, title="600 reviews, and other tasks get a turn in between")
async def test_one_book(play):
    match = await play(one_book, book="a long book")
    match.expect_result(total(match, "a long book"))
    match.expect_clean()
    nobody_starved(match)
    nobody_slept(match, match.latency("load_reviews", "a long book"))
    match.expect_calls("load_reviews", exactly=1)


@check(part=1, title="ten reviews are added up too")
async def test_a_thin_book(play):
    match = await play(one_book, book="a thin book")
    match.expect_result(total(match, "a thin book"))
    match.expect_clean()
    nobody_slept(match, match.latency("load_reviews", "a thin book"))


@scenario
async def books_side_by_side(kata, note, services, books):
    seen = watch_the_scoring(services)
    try:
        return await kata.rate_all(books)
    finally:
        note("order", seen["order"])


@check(part=2, title="the short book is done while the long one is being rated")
async def test_books_side_by_side(play):
    books = ["a long book", "a short book"]
    match = await play(books_side_by_side, books=books)
    match.expect_result({book: total(match, book) for book in books})
    match.expect(
        list(match.result) == books,
        f"The books should stand in the order {books!r}; they stand in the order {list(match.result)!r}.",
        mistake="wrong-order",
        function="rate_all",
    )
    match.expect_clean()
    match.expect_seconds(match.latency("load_reviews", "a long book"))
    short = set(match.reply("load_reviews", "a short book"))
    order = noted(match, "order")
    last = max(place for place, review in enumerate(order) if review in short)
    first = next(place for place, review in enumerate(order) if review in short)
    before = sum(review not in short for review in order[:first])
    others = sum(review not in short for review in order[:last])
    rounds = -(-len(short) // EVERY)
    locks = match.waits("acquire")
    match.expect(
        before <= 2 * EVERY,
        f"{before} reviews of the long book were scored before the first one of the short book was: one book waited for "
        "the other.",
        basis="reported",
        mistake="sequential-awaits",
        function="rate",
        at=locks[0].at if locks else None,
    )
    match.expect(
        others <= (rounds + 1) * EVERY,
        f"The short book has {len(short)} reviews, but it was done only when {others} reviews of the long one had been "
        f"scored. The books took turns, but more than {EVERY} reviews at a time.",
        basis="reported",
        mistake="loop-starved",
        function="rate",
    )


@scenario
async def a_caller_who_gives_up(kata, note, services, book, turns):
    loop = asyncio.get_running_loop()
    seen = {"turns": 0, "scored": 0, "waiting": False}

    def turn():
        seen["turns"] += 1
        seen["waiting"] = False
        if seen["turns"] == turns:
            rating.cancel()
            note("scored before", seen["scored"])

    def scored(review):
        seen["scored"] += 1
        if not seen["waiting"]:
            seen["waiting"] = True
            loop.call_soon(turn)

    services.WORK = 1
    services.watchers.append(scored)
    rating = asyncio.create_task(kata.rate(book))
    await asyncio.wait([rating])
    note("cancelled", rating.cancelled())
    note("scored", seen["scored"])


@check(part=3, title="after a cancellation no further review is scored")
async def test_cancelled(play):
    match = await play(a_caller_who_gives_up, book="a long book", turns=3)
    match.expect_clean()
    before, after = noted(match, "scored before"), noted(match, "scored")
    match.expect(
        before is not None and before < REVIEWS["a long book"],
        "All reviews had been scored before the caller could give up.",
        basis="reported",
        mistake="loop-starved",
        function="rate",
    )
    match.expect(
        after == before,
        f"{before} reviews had been scored when the caller gave up, and {after} in the end.",
        basis="reported",
        mistake="cancellation-swallowed",
        function="rate",
    )
    match.expect_notes("cancelled", [True])
