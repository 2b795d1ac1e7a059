"""Visible checks: read them, and `nox -s grade -- 83` plays them. Most of the deliveries are those of services.py."""

import asyncio

from grader.judge import check, scenario, service

AN_HOUR = 3_600  # simulated: a check that has not decided by then never will


@service(latency=(4.0, 8.0))
def load_list(call):
    return 12


@scenario
async def decide(kata, services, check, delivery, patience):
    async def in_turn(names, ask):
        return [await ask(name) for name in names]

    quotes = in_turn if delivery == "in_turn" else getattr(services, delivery)
    limit = asyncio.timeout(patience)
    try:
        async with limit:
            await getattr(kata, check)(quotes)
    except Exception as error:
        if delivery.startswith("slow") and not isinstance(error, (AssertionError, TimeoutError)):
            raise  # these deliveries are right, so it is an error of the check
        return "waits for ever" if limit.expired() else f"refuses it: {error}"
    return "accepts it"


async def decides(play, check, delivery, **how):
    match = await play(decide, check=check, delivery=delivery, patience=AN_HOUR, **how)
    words = f"{check} gets {delivery}, and waits for ever: it neither accepts nor refuses."
    match.expect(match.result != "waits for ever", words, mistake="no-deadline", function=check)
    return match


async def accepts(play, check, delivery):
    """It keeps its promise, at once or when its list is loaded."""
    prompt = await decides(play, check, delivery, latency={"load_list": 0.0})
    slow = await decides(play, check, delivery)
    words = f"Everything here answers at once, and {check} took {prompt.seconds:g} s (simulated)."
    prompt.expect(prompt.seconds < prompt.tolerance, words, mistake="test-by-the-clock", function=check)
    for match, which in ((prompt, delivery), (slow, f"{delivery}, which loads a list first")):
        words = f"{check} gets {which}. That keeps its promise, and {check} {match.result}"
        match.expect(match.result == "accepts it", words, mistake="check-too-strict", function=check)
        match.expect_clean()


async def refuses(play, check, delivery, what):
    match = await decides(play, check, delivery)
    words = f"{check} gets {delivery}, which {what}, and accepts it."
    match.expect(match.result != "accepts it", words, mistake="check-too-weak", function=check)


@check(part=1, title="slow_and_right is accepted")
async def test_together(play):
    await accepts(play, "check_together", "slow_and_right")


@check(part=1, title="fast_and_wrong is refused, and so is a delivery that asks one after the other")
async def test_not_together(play):
    await refuses(play, "check_together", "fast_and_wrong", "asks the first airline twice")
    await refuses(play, "check_together", "in_turn", "asks one airline after the other")


@check(part=2, title="slow_and_right_by_three is accepted, and fast_and_wrong_by_three is refused")
async def test_three_at_a_time(play):
    await accepts(play, "check_three_at_a_time", "slow_and_right_by_three")
    await refuses(play, "check_three_at_a_time", "fast_and_wrong_by_three", "waits for three before it asks the next")


@check(part=3, title="slow_and_right is accepted, and fast_and_wrong_when_stopped is refused")
async def test_stop(play):
    await accepts(play, "check_stop", "slow_and_right")
    await refuses(play, "check_stop", "fast_and_wrong_when_stopped", "leaves its calls running when it is cancelled")
