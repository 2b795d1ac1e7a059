"""Hidden checks: a budget that holds on every schedule, whichever user comes when and whichever thread runs."""

import asyncio

from grader.judge import check, scenario, service

USERS = ["ann", "ben", "cleo"]
TEAMS = ["search", "shop", "support"]
PROMPTS = ["what", "why", "who", "when"]
EACH = 40  # tokens for a question, of a budget of 100
GIVES_UP = 0.2  # before the model has answered
SCHEDULES = 20  # on twenty seeds each of 26 wrong answers failed by the seventh
SETS_LEFT = r"\bleft\s*="  # a line that puts a number there, instead of adding to it


@service(latency=(0.0, 4.0))
def comes(call, user):
    return user


@service(latency=(0.4, 1.2))
def ask_model(call, prompt):
    if prompt.startswith("broken"):
        raise call.error("ModelError", f"{call.word} is overloaded")
    return f"{prompt}: {call.word}"


@service(latency=0.5)  # all threads have it at the same time: from there on they are in each other's way
def fetch_usage(call, team):
    return [call.number(3, 9) for _ in range(4)]


# ---- 1: never more than there is -------------------------------------------------------------------


@scenario
async def users_come(kata, note, services, users, tokens, each):
    budget = kata.Budget(tokens)

    async def user(name):
        await services.comes(name)
        try:
            note("answer", [name, await budget.ask(name, each)])
        except kata.OverBudget:
            note("refused", name)

    await asyncio.gather(*map(user, users))
    return budget.left


@check(part=1, title="three users come at any time, and there is enough for two", schedules=SCHEDULES)
async def test_enough_for_two(play):
    two_are_answered(await play(users_come, users=USERS, tokens=100, each=EACH))


@check(part=1, title="three users come at one instant, and there is enough for two")
async def test_at_one_instant(play):
    two_are_answered(await play(users_come, users=USERS, tokens=100, each=EACH, latency={"comes": 1.0317}))


def two_are_answered(match):
    answers = [value for _, value in match.notes("answer")]
    match.expect(
        len(answers) <= 2 and len(match.calls("ask_model")) <= 2,
        f"There were tokens for 2 questions, and the model was asked {len(match.calls('ask_model'))} times.",
        mistake="check-then-act",
        function="Budget.ask",
    )
    match.expect(
        len(match.calls("ask_model")) == 2,
        f"There were tokens for 2 questions, and the model was asked {len(match.calls('ask_model'))} times.",
        mistake="call-missing",
        function="Budget.ask",
    )
    asked = [call.first for call in match.calls("ask_model")]
    match.expect_notes("answer", [[name, match.reply("ask_model", name)] for name in by_end(match, asked)])
    match.expect(
        match.result == 20,
        f"Two questions have cost 80 of 100 tokens, and the budget says that {match.result} are left.",
        mistake="wrong-answer",
        function="Budget.ask",
        near=r"\bleft\s*-=",
    )
    match.expect_clean()


def by_end(match, names):
    ends = {call.first: call.end for call in match.calls("ask_model") if call.end is not None}
    return sorted(names, key=lambda name: ends.get(name, 0.0))


@scenario
async def together(kata, prompts, tokens, each):
    budget = kata.Budget(tokens)
    answers = await asyncio.gather(*[budget.ask(prompt, each) for prompt in prompts])
    return [answers, budget.left]


@check(part=1, title="a user who has tokens does not wait for others")
async def test_nobody_waits(play):
    match = await play(together, prompts=PROMPTS, tokens=200, each=EACH)
    match.expect_result([[match.reply("ask_model", prompt) for prompt in PROMPTS], 40])
    match.expect_peak("ask_model", len(PROMPTS))
    match.expect_seconds(max(match.latency("ask_model", prompt) for prompt in PROMPTS))
    match.expect_clean()


# ---- 2: what fails costs nothing -------------------------------------------------------------------


@scenario
async def one_fails(kata, note, prompts, tokens, each, pause):
    budget = kata.Budget(tokens)

    async def ask(prompt):
        try:
            return await budget.ask(prompt, each)
        except kata.OverBudget:
            return "refused"
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    first = asyncio.create_task(ask(prompts[0]))
    await asyncio.sleep(pause)
    answers = [await ask(prompts[1]), await first]
    note("left", budget.left)
    return [*answers, await ask(prompts[2]), budget.left]


def peak(match):
    """The most questions that were with the model together."""
    calls = match.calls("ask_model")
    return max(sum(one.start <= call.start and (one.end or 9.9) > call.start for one in calls) for call in calls)


def kept(match, left, why):
    match.expect(
        left >= EACH, f"{why}, and its tokens were not given back.", mistake="cleanup-skipped", function="Budget.ask"
    )
    match.expect(left <= EACH, f"{why}, and more was given back than it had taken.", mistake="wrong-answer")


@check(part=2, title="a question that fails gives its tokens back")
async def test_a_question_that_fails(play):
    match = await play(one_fails, prompts=["broken", "too many", "fine"], tokens=EACH, each=EACH, pause=0.1)
    match.expect_calls("ask_model", at_least=1)
    match.expect(
        match.result[0] == "refused" or peak(match) < 2,
        "There were tokens for 1 question, and a second was asked while the first was still running.",
        mistake="check-then-act",
        function="Budget.ask",
    )
    match.expect(
        match.result[1] == match.reply("ask_model", "broken"),
        f"The model failed with {match.reply('ask_model', 'broken')}, and its caller was not told.",
        mistake="error-swallowed",
        function="Budget.ask",
    )
    for call in [call for call in match.calls("ask_model") if call.first == "too many"]:
        match.expect(
            False,
            f"There were tokens for 1 question. The second one came while the first was with the model, and was not "
            f"refused: it waited until the first had failed, after {call.start:g} s (simulated), and was asked then.",
            late=(call, call.start - 0.1),
        )
    kept(match, match.notes("left")[0][1], "The model failed")
    match.expect_result(["refused", match.reply("ask_model", "broken"), match.reply("ask_model", "fine"), 0])
    match.expect_seconds(match.latency("ask_model", "broken") + match.latency("ask_model", "fine"))
    match.expect_clean()


@scenario
async def one_gives_up(kata, prompt, tokens, each, after):
    budget = kata.Budget(tokens)
    task = asyncio.create_task(budget.ask(prompt, each))
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait([task])
    return ["cancelled" if task.cancelled() else "went on", budget.left]


@check(part=2, title="a question that is given up gives its tokens back")
async def test_a_question_that_is_given_up(play):
    match = await play(one_gives_up, prompt="what", tokens=EACH, each=EACH, after=GIVES_UP)
    match.expect_calls("ask_model", exactly=1)
    match.expect(
        match.result[0] == "cancelled",
        "The caller gave up, and the question went on all the same.",
        mistake="cancellation-swallowed",
        function="Budget.ask",
    )
    match.expect_cancelled("ask_model", exactly=1)
    kept(match, match.result[1], "The question was given up")
    match.expect_seconds(GIVES_UP)
    match.expect_clean()


@scenario
async def one_leaves_early(kata, prompts, tokens, each, after):
    budget = kata.Budget(tokens)
    tasks = [asyncio.create_task(budget.ask(prompt, each)) for prompt in prompts]
    await asyncio.sleep(after)
    if not prompts[0].startswith("broken"):
        tasks[0].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    return [answers[1], budget.left]


@check(part=2, title="what others have taken meanwhile stays taken")
async def test_others_have_taken_meanwhile(play):
    for first, why in (("broken", "failed"), ("what", "was given up")):
        match = await play(one_leaves_early, prompts=[first, "why"], tokens=100, each=EACH, after=GIVES_UP)
        match.expect_calls("ask_model", exactly=2)
        _, left = match.result
        match.expect(
            left <= 60,
            f"A question that {why} had taken {EACH} of 100 tokens, and another one {EACH} while the first was with the "
            f"model. Afterwards {left} are left: the tokens of the other one were given back as well.",
            mistake="check-then-act",
            function="Budget.ask",
            near=SETS_LEFT,
        )
        match.expect_result([match.reply("ask_model", "why"), 60])
        match.expect_clean()


# ---- 3: the book adds up ---------------------------------------------------------------------------


@scenario
async def a_night(kata, teams, tokens):
    budget = kata.Budget(tokens)
    await asyncio.gather(*[asyncio.to_thread(budget.charge, team) for team in teams])
    return [budget.left, [list(line) for line in budget.book]]


@check(part=3, title="three teams are charged at the same time, and every token counts", schedules=SCHEDULES)
async def test_a_night(play):
    match = await play(a_night, teams=TEAMS, tokens=1000)
    used = {team: match.reply("fetch_usage", team) for team in TEAMS}
    match.expect_calls("fetch_usage", exactly=len(TEAMS))
    left, book = match.result
    right = 1000 - sum(map(sum, used.values()))
    match.expect(
        left == right,
        f"{1000 - right} tokens were used, and {1000 - left} were taken from the budget.",
        mistake="lost-update",
        function="Budget.charge",
    )
    match.expect(
        sorted(line[:2] for line in book) == sorted([team, tokens] for team in TEAMS for tokens in used[team]),
        "The book has not exactly one line for each job.",
        mistake="wrong-answer",
        function="Budget.charge",
    )
    before = [1000, *(line[2] for line in book)]
    broken = [(had, line) for had, line in zip(before, book, strict=False) if line[2] != had - line[1]]
    had, line = broken[0] if broken else (0, ("", 0, 0))
    match.expect(
        not broken,
        f"The book does not add up: {line[1]} tokens were taken from {had}, and the line says that {line[2]} are left.",
        mistake="lost-update",
        function="Budget.charge",
    )
    match.expect_peak("fetch_usage", len(TEAMS))
    match.expect_seconds(0.5)
    match.expect_clean()


# ---- 4: each answer beside its question ------------------------------------------------------------


@scenario
async def all_of_them(kata, prompts, tokens, each):
    budget = kata.Budget(tokens)
    return [await budget.ask_all(prompts, each), budget.left]


@check(part=4, title="four questions, and the answers come in any order", schedules=SCHEDULES)
async def test_each_answer_beside_its_question(play):
    match = await play(all_of_them, prompts=PROMPTS, tokens=200, each=EACH)
    answers = {prompt: match.reply("ask_model", prompt) for prompt in PROMPTS}
    got = match.result[0]
    match.expect(
        got == answers or sorted(got) != sorted(answers) or sorted(got.values()) != sorted(answers.values()),
        "All answers came, but some stand beside the wrong question.",
        mistake="order-assumed",
        function="Budget.ask_all",
    )
    match.expect_result([answers, 40])
    match.expect_peak("ask_model", len(PROMPTS))
    match.expect_seconds(max(match.latency("ask_model", prompt) for prompt in PROMPTS))
    match.expect_clean()
