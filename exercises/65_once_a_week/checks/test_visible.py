"""Visible checks: read them, and `nox -s grade -- 65` plays them."""

import asyncio

from grader.judge import check, scenario, service

SCHEDULES = 10


@service(latency=(0.3, 0.9))
def ask_model(call, prompt):
    if prompt == "a riddle":
        raise call.error("ModelError", call.word)
    return f"{call.word} for {prompt}"


@service(latency=0.7)
def fetch_usage(call, team):
    return [call.number(2, 7) for _ in range(3)]


@scenario
async def ask(kata, prompts, tokens, each):
    budget = kata.Budget(tokens)
    answers = await asyncio.gather(*[budget.ask(prompt, each) for prompt in prompts], return_exceptions=True)
    return [[type(one).__name__ if isinstance(one, Exception) else one for one in answers], budget.left]


@scenario
async def a_night(kata, teams, tokens):
    budget = kata.Budget(tokens)
    await asyncio.gather(*[asyncio.to_thread(budget.charge, team) for team in teams])
    return [budget.left, len(budget.book)]


@scenario
async def ask_all(kata, prompts, tokens, each):
    return await kata.Budget(tokens).ask_all(prompts, each)


@check(part=1, title="three users come together, and there is enough for two")
async def test_enough_for_two(play):
    match = await play(ask, prompts=["a poem", "a song", "a story"], tokens=70, each=30)
    words = "There were 70 tokens, and three questions of 30 were asked."
    match.expect(len(match.calls("ask_model")) < 3, words, mistake="check-then-act", function="Budget.ask")
    match.expect_result([[match.reply("ask_model", "a poem"), match.reply("ask_model", "a song"), "OverBudget"], 10])
    match.expect_peak("ask_model", exactly=2)
    match.expect_clean()


@check(part=2, title="a question that fails gives back its own tokens")
async def test_it_fails(play):
    match = await play(ask, prompts=["a riddle", "a poem", "a song"], tokens=70, each=30)
    words = "There were 70 tokens, and three questions of 30 were asked."
    match.expect(len(match.calls("ask_model")) < 3, words, mistake="check-then-act", function="Budget.ask")
    answers, left = match.result
    words = f"The model failed with {match.reply('ask_model', 'a riddle')}, and the caller was not told."
    match.expect(answers[0] == "ModelError", words, mistake="error-swallowed", function="Budget.ask")
    words = f"Of 70 tokens one question took 30, and another one that failed took 30. {left} are left."
    match.expect(left >= 40, words, mistake="cleanup-skipped", function="Budget.ask")
    match.expect(left <= 40, words, mistake="check-then-act", function="Budget.ask", near=r"\bleft\s*=")
    match.expect_result([["ModelError", match.reply("ask_model", "a poem"), "OverBudget"], 40])
    match.expect_clean()


@check(part=3, title="two teams are charged at the same time", schedules=SCHEDULES)
async def test_a_night(play):
    match = await play(a_night, teams=["sales", "legal"], tokens=500)
    used = sum(match.reply("fetch_usage", "sales") + match.reply("fetch_usage", "legal"))
    match.expect(
        match.result[0] == 500 - used,
        f"{used} tokens were used, and {500 - match.result[0]} were taken from the budget.",
        mistake="lost-update",
        function="Budget.charge",
    )
    match.expect_result([500 - used, 6])
    match.expect_peak("fetch_usage", exactly=2)
    match.expect_clean()


@check(part=4, title="three answers come in any order, each beside its question", schedules=SCHEDULES)
async def test_each_beside_its_question(play):
    prompts = ["a poem", "a song", "a story"]
    match = await play(ask_all, prompts=prompts, tokens=200, each=30)
    right = {prompt: match.reply("ask_model", prompt) for prompt in prompts}
    match.expect(
        match.result == right or sorted(match.result.values()) != sorted(right.values()),
        "All answers came, but some stand beside the wrong question.",
        mistake="order-assumed",
        function="Budget.ask_all",
    )
    match.expect_result(right)
    match.expect_peak("ask_model", exactly=3)
    match.expect_clean()
