"""The check of the example. Those of the exercises look like it."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=0.013717)
def blink(call):
    return None


@scenario
async def tea(kata):
    blinking = asyncio.create_task(kata.lamp())
    await asyncio.sleep(1)
    water = await kata.boil()
    await asyncio.sleep(1)
    blinking.cancel()
    await asyncio.wait([blinking])
    return water


@check(part=1, title="the lamp blinks while the water boils")
async def test_the_lamp_blinks(play):
    match = await play(tea)
    match.expect_result("hot water")
    match.expect_clean()
