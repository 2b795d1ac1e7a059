"""Hidden checks: workers that are all busy, a pile that stays small, and no worker that is forgotten."""

import asyncio
import heapq

from grader.judge import check, scenario, service

NAMES = ["big a", "b", "c", "big d", "e", "f", "big g", "h", "i", "big j", "k", "l"]
GIVES_UP = 0.9  # in the middle of the work


@service(latency=(0.02, 0.05))
def load_picture(call, name):
    if name.startswith("lost"):
        raise call.error("StorageError", f"{name} is in {call.word}")
    return f"{name} of {call.word}"


def how_long(picture):
    """Even the quickest is slower than all of the loading together; uneven, so that batches are seen."""
    return (2.0, 2.5) if picture.startswith("big") else (0.7, 1.0)


@service(latency=how_long)
def shrink(call, picture):
    if picture.startswith("torn"):
        raise call.error("PictureError", f"{call.word} is missing")
    return f"small {picture}, {call.word}"


def picture_of(match, name):
    return match.reply("load_picture", name)


def small(match, names):
    """What is to come out: what the shrinker says, even if that is an error."""
    return {name: said(match, name) for name in names}


def said(match, name):
    answer = match.reply("shrink", picture_of(match, name))
    return answer.replace("PictureError: ", "failed: ")


def all_came_back(match, names):
    missing = [name for name in names if name not in match.result] if isinstance(match.result, dict) else []
    at_work = [call.first for call in match.calls("shrink") if call.outcome in ("pending", "cancelled")]
    lost = [name for name in missing if picture_of(match, name) in at_work]
    match.expect(
        not lost,
        f"shrink_all returned while these were still being shrunk: {', '.join(lost)}.",
        mistake="wait-skipped",
        function="shrink_all",
    )
    match.expect_result(small(match, names))


def each_worked_on_once(match, names):
    """Every picture was loaded once and shrunk once."""
    for service_name, wanted in (("load_picture", names), ("shrink", [picture_of(match, name) for name in names])):
        asked = [call.first for call in match.calls(service_name)]
        for one in wanted:
            count = asked.count(one)
            match.expect(
                count > 0,
                f"{service_name}({one!r}) was never called.",
                mistake="answer-not-asked",
                function="shrink_all",
            )
            match.expect(
                count == 1,
                f"{service_name}({one!r}) was called {count} times.",
                mistake="called-too-often",
                function="shrink_all",
            )


def ideal(match, names, workers):
    """How long it takes if every worker has its next picture waiting."""
    crew, loaded = [0.0] * workers, 0.0
    for name in names:
        loaded += match.latency("load_picture", name)
        heapq.heapreplace(crew, max(crew[0], loaded) + match.latency("shrink", picture_of(match, name)))
    return max(crew)


def took_no_longer_than_needed(match, names, workers):
    """Loading may cost a little here and there, when a worker has to wait for the picture that is being loaded."""
    shrinks = sorted(match.calls("shrink"), key=lambda call: call.start)
    free = sorted(call.end or 0 for call in shrinks)
    loaded = sorted(call.end or 0 for call in match.calls("load_picture"))
    for due, call in zip(map(max, free, loaded[workers:]), shrinks[workers:], strict=False):
        match.expect(
            call.start <= due + match.tolerance,
            f"After {due:.2f} s (simulated) a worker was free and a picture was loaded, but it was started only after "
            f"{call.start:.2f} s.",
            mistake="limit-too-low",
            at=call.at,
            late=(call, call.start - due),
        )
    best = ideal(match, names, workers)
    last = max(call.end or 0 for call in shrinks)  # and then there is nothing more to wait for
    match.expect_seconds(at_most=min(last, best + sum(match.latency("load_picture", name) for name in names)))
    match.expect_seconds(at_least=best)


def loaded_one_by_one(match):
    match.expect_peak("load_picture", 1)


def in_memory(match, moment):
    """Pictures that were being loaded or were loaded at this moment, and not yet done."""
    begun = sum(call.start <= moment + match.tolerance for call in match.calls("load_picture"))
    done = sum(call.end is not None and call.end <= moment + match.tolerance for call in match.calls("shrink"))
    return begun - done


@scenario
async def pictures(kata, names, workers, waiting):
    return await kata.shrink_all(names, workers, waiting)


# ---- 1: all workers are busy -----------------------------------------------------------------------


@check(part=1, title="twelve pictures and three workers")
async def test_three_workers(play):
    match = await play(pictures, names=NAMES, workers=3, waiting=2)
    all_came_back(match, NAMES)
    each_worked_on_once(match, NAMES)
    match.expect_peak("shrink", 3)
    loaded_one_by_one(match)
    took_no_longer_than_needed(match, NAMES, 3)
    match.expect_clean()


@check(part=1, title="as many workers as were asked for")
async def test_other_numbers_of_workers(play):
    for workers in (1, 5):
        match = await play(pictures, names=NAMES, workers=workers, waiting=3)
        all_came_back(match, NAMES)
        match.expect_peak("shrink", workers)
        took_no_longer_than_needed(match, NAMES, workers)
        match.expect_clean()


@check(part=1, title="fewer pictures than workers, and no pictures at all")
async def test_few_pictures(play):
    match = await play(pictures, names=["a", "b"], workers=4, waiting=1)
    all_came_back(match, ["a", "b"])
    took_no_longer_than_needed(match, ["a", "b"], 4)
    match.expect_clean()
    match = await play(pictures, names=[], workers=2, waiting=1)
    match.expect_result({})
    match.expect_seconds(0)
    match.expect_clean()


# ---- 2: memory stays small -------------------------------------------------------------------------


async def memory_stays_small(play, workers, waiting):
    match = await play(pictures, names=NAMES, workers=workers, waiting=waiting)
    all_came_back(match, NAMES)
    each_worked_on_once(match, NAMES)
    loaded_one_by_one(match)
    allowed = workers + waiting + 1
    most, at = max((in_memory(match, call.start), -call.start) for call in match.calls("load_picture"))
    match.expect(
        most <= allowed,
        f"After {-at:g} s (simulated) {most} pictures were in memory: {workers} may be with the workers, {waiting} "
        "may wait, and one may be in the hands of the loader.",
        mistake="no-backpressure",
        function="shrink_all",
    )
    first = min(call.end or 0 for call in match.calls("shrink"))
    ahead = sum(call.start < first for call in match.calls("load_picture"))
    match.expect(
        ahead >= min(workers + waiting, len(NAMES)),
        f"When the first picture was done, only {ahead} had been loaded. There is room for {waiting} beside those "
        f"that the {workers} workers hold.",
        mistake="limit-too-low",
        function="shrink_all",
    )
    match.expect_clean()


@check(part=2, title="two workers, and one picture may wait")
async def test_one_may_wait(play):
    await memory_stays_small(play, workers=2, waiting=1)


@check(part=2, title="two workers, and five pictures may wait")
async def test_five_may_wait(play):
    await memory_stays_small(play, workers=2, waiting=5)


# ---- 3: one bad picture ----------------------------------------------------------------------------


@check(part=3, title="more bad pictures than workers, and all the others are done")
async def test_bad_pictures(play):
    names = ["torn 1", "a", "torn 2", "big b", "torn 3", "c", "d", "torn 4"]
    match = await play(pictures, names=names, workers=2, waiting=2)
    all_came_back(match, names)
    each_worked_on_once(match, names)
    match.expect_peak("shrink", 2)
    took_no_longer_than_needed(match, names, 2)
    match.expect_clean()


@check(part=3, title="nothing but bad pictures")
async def test_nothing_but_bad_pictures(play):
    names = ["torn 1", "torn 2", "torn 3", "torn 4", "torn 5", "torn 6"]
    match = await play(pictures, names=names, workers=2, waiting=1)
    all_came_back(match, names)
    match.expect_clean()


# ---- 4: all workers go home ------------------------------------------------------------------------


@scenario
async def a_caller_who_gives_up(kata, names, workers, waiting, after):
    async with asyncio.timeout(after):
        return await kata.shrink_all(names, workers, waiting)


def workers_were_at_work(match, workers):
    begun = len(match.calls("shrink"))
    match.expect(
        begun >= workers,
        f"All workers must be at work when they are interrupted; only {begun} of {workers} had begun.",
        mistake="sequential-awaits",
        function="shrink_all",
    )


@check(part=4, title="the storage fails: its error is raised, and no worker is left")
async def test_the_storage_fails(play):
    names = ["big a", "b", "c", "d", "e", "lost f", "g"]
    match = await play(pictures, names=names, workers=2, waiting=2)
    match.expect_error("StorageError", saying="lost f")
    workers_were_at_work(match, 2)
    failed = next(call for call in match.calls("load_picture") if call.first == "lost f")
    match.expect_seconds(at_least=failed.end)
    match.expect_cancelled_tasks_ended()
    match.expect_nothing_left()
    match.expect(
        all(call.first != "g" for call in match.calls("load_picture")),
        "The storage had failed, and yet the next picture was asked for.",
        mistake="error-swallowed",
        function="shrink_all",
    )
    match.expect_clean()


@check(part=4, title="the caller gives up: no worker is left, and no further picture is shrunk")
async def test_the_caller_gives_up(play):
    match = await play(a_caller_who_gives_up, names=NAMES, workers=2, waiting=2, after=GIVES_UP)
    match.expect_error("TimeoutError")
    workers_were_at_work(match, 2)
    match.expect_cancelled_tasks_ended()
    match.expect_nothing_left()
    match.expect_seconds(GIVES_UP)
    match.expect_clean()


@check(part=4, title="after the last picture no worker is left")
async def test_after_the_last_picture(play):
    match = await play(pictures, names=NAMES[:5], workers=3, waiting=1)
    all_came_back(match, NAMES[:5])
    match.expect_cancelled_tasks_ended()
    match.expect_nothing_left()
    match.expect_clean()
