"""Visible checks: read them, and `nox -s grade -- 42` plays them."""

import itertools

from grader.judge import check, scenario, service

PAUSE = 0.5  # as in the stub
TEN = [f"crate {number}" for number in range(10)]


@service(latency=0.02931)
def ask_carrier(call, parcel):
    return f"delivered by {call.word}" if call.attempt == 2 else f"on its way, says {call.word}"


@scenario
async def a_parcel(kata, parcel):
    return await kata.follow(parcel)


@scenario
async def ten_parcels(kata, parcels):
    return await kata.follow_all(parcels)


def seconds(match, parcel):
    """Three questions, and a pause before the second and the third."""
    return 3 * match.latency("ask_carrier", parcel) + 2 * PAUSE


@check(part=1, title="a crate is delivered at the third question, after two pauses")
async def test_a_parcel(play):
    match = await play(a_parcel, parcel="a crate")
    match.expect_clean()
    match.expect_result(match.reply("ask_carrier", "a crate", attempt=2))
    for before, after in itertools.pairwise(match.calls("ask_carrier")):
        pause = after.start - (before.end or 0)
        match.expect(
            pause >= PAUSE - match.tolerance,
            f"The carrier was asked again {pause:.2f} s (simulated) after its answer. It insists on {PAUSE:g} s.",
            mistake="wait-skipped",
            function="follow",
        )
    match.expect_seconds(seconds(match, "a crate"), in_turn=True)
    match.expect_calls("ask_carrier", exactly=3)


@check(part=2, title="ten crates take as long as one")
async def test_ten_parcels(play):
    match = await play(ten_parcels, parcels=TEN)
    match.expect_clean()
    match.expect_result([match.reply("ask_carrier", parcel, attempt=2) for parcel in TEN])
    match.expect(
        match.seconds <= seconds(match, TEN[0]) + match.tolerance or not match.evidence.lanes.of("thread"),
        f"One crate takes {seconds(match, TEN[0]):g} s (simulated), ten took {match.seconds:g} s. Threads are at work, "
        "and there are fewer of them than crates: some had to wait for a thread.",
        mistake="limit-too-low",
        function="follow",
    )
    match.expect_seconds(seconds(match, TEN[0]))
    match.expect_peak("ask_carrier", exactly=len(TEN))
