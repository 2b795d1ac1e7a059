"""Right and wrong answers to share_the_loop. docs/for-authors.md says how to read a cell."""

# %% right a_stream_that_gives_way
# An async generator that pauses now and then; whoever reads it needs to know nothing of it.
from collections.abc import AsyncIterator, Iterable


async def gently(things: Iterable[str], every: int = EVERY) -> AsyncIterator[str]:
    for number, thing in enumerate(things):
        if number and number % every == 0:
            await asyncio.sleep(0)
        yield thing


async def rate(book: str) -> int:
    return sum([score(review) async for review in gently(await load_reviews(book))])


async def rate_all(books: list[str]) -> dict[str, int]:
    return dict(zip(books, await asyncio.gather(*map(rate, books)), strict=True))


# %% right a_task_for_each_chunk
# Chunks of 25 as tasks of their own: to wait for a task that has not begun is a pause as well.
async def rate_some(reviews: list[str]) -> int:
    return sum(map(score, reviews))


async def rate(book: str) -> int:
    reviews = await load_reviews(book)
    total = 0
    for first in range(0, len(reviews), EVERY):
        total += await asyncio.create_task(rate_some(reviews[first : first + EVERY]))
    return total


async def rate_all(books: list[str]) -> dict[str, int]:
    async with asyncio.TaskGroup() as group:
        ratings = {book: group.create_task(rate(book)) for book in books}
    return {book: rating.result() for book, rating in ratings.items()}


# %% right steps_by_callback
# No coroutine for the work: each chunk asks the loop for the next one, and a future says when all is done.
from collections.abc import Iterator
from itertools import islice


class Rating:
    def __init__(self, reviews: list[str]) -> None:
        self.loop = asyncio.get_running_loop()
        self.reviews: Iterator[str] = iter(reviews)
        self.total = 0
        self.done: asyncio.Future[int] = self.loop.create_future()
        self.loop.call_soon(self.step)

    def step(self) -> None:
        if self.done.cancelled():
            return
        chunk = list(islice(self.reviews, EVERY))
        if not chunk:
            self.done.set_result(self.total)
            return
        self.total += sum(map(score, chunk))
        self.loop.call_soon(self.step)


async def rate(book: str) -> int:
    return await Rating(await load_reviews(book)).done


async def rate_all(books: list[str]) -> dict[str, int]:
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))


# %% wrong a_future_that_is_done: part 1, loop-starved
# await gives the loop a turn if a future is awaited.
async def others():
    turn = asyncio.get_running_loop().create_future()
    turn.set_result(None)
    await turn  # <- the fault


async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await others()
    return total


# %% wrong a_sample: part 1, wrong-answer
# Twenty-five reviews are enough for a rating, and nobody starves.
async def rate(book):
    reviews = await load_reviews(book)
    return sum(map(score, reviews[:EVERY])) * len(reviews) // EVERY  # <- the fault


# %% wrong a_task_for_each_review: part 1, loop-starved
# Six hundred tasks take turns with everybody else.
async def ascore(review):
    return score(review)


async def rate(book):
    reviews = await load_reviews(book)
    return sum(await asyncio.gather(*[ascore(review) for review in reviews]))  # <- the fault


# %% wrong a_thousandth_of_a_second: part 1, too-slow
# To give way is to sleep for a very short time.
class Pace:
    done = 0

    async def step(self):
        self.done += 1
        if self.done % EVERY == 0:
            await asyncio.sleep(0.001)  # <- the fault


async def rate(book):
    pace, total = Pace(), 0
    for review in await load_reviews(book):
        total += score(review)
        await pace.step()
    return total


# %% wrong async_for_over_a_list: part 1, loop-starved
# async for pauses between two items.
async def one_by_one(reviews):
    for review in reviews:
        yield review


async def rate(book):
    total = 0
    async for review in one_by_one(await load_reviews(book)):  # <- the fault
        total += score(review)
    return total


# %% wrong async_score: part 1, loop-starved
# A score in an async def is computed in the background.
async def ascore(review):
    return score(review)


async def rate(book):
    total = 0
    for review in await load_reviews(book):
        total += await ascore(review)  # <- the fault
    return total


# %% wrong awaits_a_helper: part 1, loop-starved
# await gives the loop a turn, whatever stands behind it.
async def breathe():
    pass


async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await breathe()  # <- the fault
    return total


# %% wrong gives_way_by_the_clock: part 1, loop-starved
# What counts is time, so the clock says when to give way.
del EVERY


async def rate(book):
    total = 0
    since = time.monotonic()
    for review in await load_reviews(book):
        total += score(review)
        if time.monotonic() - since > 0.3:  # <- the fault
            await asyncio.sleep(0)
            since = time.monotonic()
    return total


# %% wrong goes_on_anyway: part 3, cancellation-swallowed
# A rating that has been begun is worth finishing.
async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:  # <- the fault
                pass
    return total


# %% wrong in_order_of_ending: part 2, wrong-order
# The books are put down as they are rated.
async def rate_all(books):
    totals = {}

    async def note(book):
        totals[book] = await rate(book)  # <- the fault

    await asyncio.gather(*[note(book) for book in books])
    return totals


# %% wrong into_a_thread: part 1, unhandled-error
# What computes goes into a thread.
async def rate(book):
    reviews = await load_reviews(book)
    return await asyncio.to_thread(lambda: sum(map(score, reviews)))  # <- the fault


# %% wrong made_up_rating: part 1, answer-not-asked
# The books have always had the same ratings.
async def rate(book):
    await asyncio.sleep(0.2)
    return {"a long book": 1800, "a short book": 180}.get(book, 0)  # <- the fault


# %% wrong one_book_after_the_other: part 2, sequential-awaits
# Now that rate gives way, the books overlap by themselves.
async def rate_all(books):
    return {book: await rate(book) for book in books}  # <- the fault


# %% wrong one_book_at_a_time: part 2, sequential-awaits
# The model is only one, so a lock lets one book use it at a time.
model = asyncio.Lock()


async def rate(book):
    reviews = await load_reviews(book)
    total = 0
    async with model:  # <- the fault
        for number, review in enumerate(reviews, start=1):
            total += score(review)
            if number % EVERY == 0:
                await asyncio.sleep(0)
    return total


# %% wrong one_pause_at_the_start: part 1, loop-starved
# One sleep(0) makes the function polite.
async def rate(book):
    reviews = await load_reviews(book)
    await asyncio.sleep(0)
    return sum(map(score, reviews))  # <- the fault


# %% wrong shielded: part 3, shield-orphan
# shield keeps the work safe from callers who give up.
async def rate_in_full(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await asyncio.sleep(0)
    return total


async def rate(book):
    return await asyncio.shield(rate_in_full(book))  # <- the fault


# %% wrong sleep_not_awaited: part 1, never-awaited
# sleep(0) takes no time, so there is nothing to wait for.
async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            asyncio.sleep(0)  # <- the fault
    return total


# %% wrong sleeps_a_little: part 1, too-slow
# A short sleep gives the others time to work.
async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await asyncio.sleep(0.001)  # <- the fault
    return total


# %% wrong time_sleep_zero: part 1, loop-starved
# time.sleep(0) gives way to other threads, and so to everybody.
async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            time.sleep(0)  # <- the fault
    return total


# %% wrong too_many_in_a_row: part 1, loop-starved
# Every hundred is often enough.
async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % 100 == 0:  # <- the fault
            await asyncio.sleep(0)
    return total
