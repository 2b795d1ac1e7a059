"""Hidden checks: pollers that pause without holding each other up, a hundred of them."""

import asyncio
import itertools

from grader.judge import check, scenario, service

PAUSE = 0.5  # as in the stub
HUNDRED = [f"parcel {number}" for number in range(1, 101)]
TICKS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]  # all of them fall before the earliest end


# One latency for all parcels, and none of the half seconds of the pauses: a hundred pollers meet no reply by accident.
@service(latency=0.03717)
def ask_carrier(call, parcel):
    if call.attempt < call.number(3, 6):
        return f"on its way, last seen in {call.word}"
    return f"delivered to {call.word}"


def words(match, parcel):
    """All that the carrier says of a parcel, up to its last word."""
    said = (match.reply("ask_carrier", parcel, attempt=attempt) for attempt in range(10))
    heard = list(itertools.takewhile(lambda word: word.startswith("on its way"), said))
    return [*heard, match.reply("ask_carrier", parcel, attempt=len(heard))]


def seconds(match, parcel):
    questions = len(words(match, parcel))
    return questions * match.latency("ask_carrier", parcel) + (questions - 1) * PAUSE


def asked_and_paused(match, parcels):
    """Each parcel was asked about until it was delivered, with the full pause after each answer."""
    for parcel in parcels:
        questions = [call for call in match.calls("ask_carrier") if call.args["parcel"] == parcel]
        needed = len(words(match, parcel))
        match.expect(
            len(questions) == needed,
            f"The carrier must be asked {needed} times about {parcel!r}, until it says 'delivered'; "
            f"it was asked {len(questions)} times.",
        )
        for before, after in itertools.pairwise(questions):
            pause = after.start - (before.end or 0)
            match.expect(
                pause >= PAUSE - match.tolerance,
                f"The carrier was asked about {parcel!r} again {pause:.2f} s (simulated) after its answer; "
                f"it insists on a pause of {PAUSE:g} s.",
                mistake="wait-skipped",
                function="follow",
            )
            longer = pause > PAUSE + match.tolerance and len(parcels) == len(HUNDRED)
            match.expect(
                not (longer and match.evidence.lanes.of("thread") and not match.blocked),
                f"The pause after an answer about {parcel!r} lasted {pause:.2f} s (simulated) instead of {PAUSE:g} s. "
                "The pauses are in threads, and there are fewer threads than pollers: this one had to wait for a thread.",
                mistake="limit-too-low",
                function="follow",
            )
            match.expect(
                not longer,
                f"The pause after an answer about {parcel!r} lasted {pause:.2f} s (simulated) instead of {PAUSE:g} s.",
                late=(after, pause - PAUSE),
            )


@scenario
async def one_poller(kata, parcel):
    return await kata.follow(parcel)


@scenario
async def one_poller_beside_a_clock(kata, note, parcel):
    async def tick():
        for number in range(1, 7):
            await asyncio.sleep(0.1)
            note("tick", number)

    clock = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        return await kata.follow(parcel)
    finally:
        clock.cancel()


@scenario
async def several_pollers(kata, parcels):
    return await kata.follow_all(parcels)


@check(part=1, title="a parcel is followed until it is delivered, with a pause after each answer")
async def test_one_parcel(play):
    match = await play(one_poller, parcel="a book")
    match.expect_result(words(match, "a book")[-1])
    match.expect_clean()
    asked_and_paused(match, ["a book"])
    match.expect_seconds(seconds(match, "a book"), in_turn=True)


@check(part=1, title="other tasks do their work during the pauses")
async def test_others_work_meanwhile(play):
    match = await play(one_poller_beside_a_clock, parcel="a lamp")
    match.expect_result(words(match, "a lamp")[-1])
    match.expect_clean()
    match.expect_note_times("tick", TICKS)


@check(part=2, title="three parcels take as long as the slowest, and come in order")
async def test_three_parcels(play):
    parcels = ["a rug", "a cup", "a chair"]
    match = await play(several_pollers, parcels=parcels)
    match.expect_result([words(match, parcel)[-1] for parcel in parcels])
    match.expect_clean()
    asked_and_paused(match, parcels)
    match.expect_seconds(max(seconds(match, parcel) for parcel in parcels))


@check(part=2, title="a hundred parcels take as long as the slowest of them")
async def test_hundred_parcels(play):
    match = await play(several_pollers, parcels=HUNDRED, cpus=4)
    match.expect_result([words(match, parcel)[-1] for parcel in HUNDRED])
    match.expect_clean()
    asked_and_paused(match, HUNDRED)
    match.expect_seconds(max(seconds(match, parcel) for parcel in HUNDRED))
    match.expect_peak("ask_carrier", len(HUNDRED))
