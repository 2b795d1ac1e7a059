"""A visible check: read it, and `nox -s grade -- 67` plays it."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.4, 2.3))
def ask_model(call, prompt, tokens):
    return f"{prompt} is {call.word}"


@scenario
async def five_letters(kata, prompts):
    desk = kata.Desk(requests=3, tokens=10_000)
    return await asyncio.gather(*[desk.ask(prompt, 10) for prompt in prompts])


@check(part=1, title="five letters, three requests a minute: three at once, and then one in 20 s")
async def test_three_at_once(play):
    prompts = [f"letter {number}" for number in range(5)]
    match = await play(five_letters, prompts=prompts)
    match.expect_budget("ask_model", 3, 60.0)
    match.expect_result([match.reply("ask_model", prompt, 10) for prompt in prompts])
    for call, moment in zip(match.calls("ask_model"), (0, 0, 0, 20, 40), strict=True):
        match.expect(
            call.start <= moment + match.tolerance, f"{call.first} came late.", late=(call, call.start - moment)
        )
    match.expect_clean()
