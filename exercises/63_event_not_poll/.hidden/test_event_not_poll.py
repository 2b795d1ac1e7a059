"""Hidden checks: callers that wait are woken the moment there is news, good or bad, and not before."""

import asyncio

from grader.judge import check, scenario, service

QUESTIONS = ["What is the fee?", "Where is the lift?", "When do you open?"]
OPENS_LATE = 0.2  # the questions come first, then start is called
GIVES_UP = 0.3  # before the index is there


@service(latency=(2.0, 4.0))
def load_index(call, name):
    if name.startswith("torn"):
        raise call.error("IndexBroken", f"{call.word} is missing")
    return f"index {call.word} of {name}"


@service(latency=(0.2, 0.6))
def search(call, index, question):
    return f"{call.word}, says {index}"


def answer(match, handbook, question):
    return match.reply("search", match.reply("load_index", handbook), question)


def searching(match, handbook, questions):
    index = match.reply("load_index", handbook)
    return max(match.latency("search", index, question) for question in questions)


def loaded_once(match):
    match.expect_calls("load_index", exactly=1)


def looked_up_at_once(match, moment, questions):
    """Each of these questions was looked up at this moment."""
    for call in match.calls("search"):
        if call.args["question"] in questions:
            match.expect(
                abs(call.start - moment) < match.tolerance,
                f"The index was loaded after {moment:g} s (simulated), but {call.args['question']!r} was looked up "
                f"only after {call.start:g} s.",
                mistake="needless-wait",
                at=call.at,
            )


# ---- 1: all are told at once -----------------------------------------------------------------------


@scenario
async def early_questions(kata, handbook, questions):
    desk = kata.HelpDesk(handbook)
    _, *answers = await asyncio.gather(desk.start(), *[desk.ask(question) for question in questions])
    return answers


@scenario
async def questions_before_the_start(kata, handbook, questions, after):
    desk = kata.HelpDesk(handbook)
    waiting = [asyncio.create_task(desk.ask(question)) for question in questions]
    await asyncio.sleep(after)
    await desk.start()
    return await asyncio.gather(*waiting)


@check(part=1, title="three questions come while the index is being loaded")
async def test_early_questions(play):
    match = await play(early_questions, handbook="handbook", questions=QUESTIONS)
    match.expect_result([answer(match, "handbook", question) for question in QUESTIONS])
    loaded_once(match)
    match.expect_seconds(match.latency("load_index", "handbook") + searching(match, "handbook", QUESTIONS))
    match.expect_clean()
    looked_up_at_once(match, match.latency("load_index", "handbook"), QUESTIONS)
    match.expect_peak("search", 3)


@check(part=1, title="the questions come before start is called")
async def test_questions_before_the_start(play):
    match = await play(questions_before_the_start, handbook="price list", questions=QUESTIONS, after=OPENS_LATE)
    match.expect_result([answer(match, "price list", question) for question in QUESTIONS])
    loaded_once(match)
    loaded = OPENS_LATE + match.latency("load_index", "price list")
    match.expect_seconds(loaded + searching(match, "price list", QUESTIONS))
    match.expect_clean()
    looked_up_at_once(match, loaded, QUESTIONS)


@check(part=1, title="the index takes long")
async def test_it_takes_long(play):
    match = await play(early_questions, handbook="archive", questions=QUESTIONS, latency={"load_index": 20.0371})
    match.expect_result([answer(match, "archive", question) for question in QUESTIONS])
    match.expect_seconds(20.0371 + searching(match, "archive", QUESTIONS))
    match.expect_clean()


# ---- 2: it stays told ------------------------------------------------------------------------------


@scenario
async def later_questions(kata, handbook, early, late):
    desk = kata.HelpDesk(handbook)
    _, *answers = await asyncio.gather(desk.start(), *[desk.ask(question) for question in early])
    for question in late:
        answers.append(await desk.ask(question))
    return answers


@check(part=2, title="questions that come later do not wait")
async def test_later_questions(play):
    match = await play(later_questions, handbook="handbook", early=QUESTIONS[:1], late=QUESTIONS[1:])
    match.expect_result([answer(match, "handbook", question) for question in QUESTIONS])
    loaded_once(match)
    match.expect_seconds(
        match.latency("load_index", "handbook")
        + sum(searching(match, "handbook", [question]) for question in QUESTIONS),
        in_turn=True,
    )
    match.expect_clean()


@check(part=2, title="no question comes early, and all come late")
async def test_nobody_came_early(play):
    match = await play(later_questions, handbook="menu", early=[], late=QUESTIONS)
    match.expect_result([answer(match, "menu", question) for question in QUESTIONS])
    loaded_once(match)
    match.expect_seconds(
        match.latency("load_index", "menu") + sum(searching(match, "menu", [question]) for question in QUESTIONS),
        in_turn=True,
    )
    match.expect_clean()


# ---- 3: bad news too -------------------------------------------------------------------------------


@scenario
async def a_broken_index(kata, note, handbook, early, late):
    desk = kata.HelpDesk(handbook)

    async def told(what, call):
        try:
            async with asyncio.timeout(20):  # code that looks for news would look for ever
                answer = await call
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        note("told", [what, answer])

    await asyncio.gather(told("start", desk.start()), *[told(question, desk.ask(question)) for question in early])
    await told(late, desk.ask(late))


@scenario
async def one_gives_up(kata, note, handbook, impatient, patient, after):
    desk = kata.HelpDesk(handbook)

    async def leaves():
        try:
            async with asyncio.timeout(after):
                await desk.ask(impatient)
        except TimeoutError:
            note("gave up", impatient)

    async def stays(question):
        try:
            return await desk.ask(question)
        except asyncio.CancelledError:
            note("was cancelled", question)
            return "cancelled"

    starting = asyncio.create_task(desk.start())
    _, *answers = await asyncio.gather(leaves(), *map(stays, patient))
    if "cancelled" in answers:
        starting.cancel()
        await asyncio.wait([starting])
    else:
        await starting
    return answers


@check(part=3, title="the index is broken, and every customer is told")
async def test_a_broken_index(play):
    match = await play(a_broken_index, handbook="torn", early=QUESTIONS[:2], late=QUESTIONS[2])
    bad_news = match.reply("load_index", "torn")
    news = dict(value for _, value in match.notes("told"))
    for who in ["start", *QUESTIONS]:
        heard = news.get(who, "nothing")
        name = "start" if who == "start" else "ask"
        match.expect(
            heard == bad_news,
            f"The index is broken, and {name if who == 'start' else f'ask({who!r})'} must raise {bad_news}; "
            f"it got {heard!r}.",
            mistake="deadlock" if str(heard).startswith("TimeoutError") else "error-swallowed",
            function=f"HelpDesk.{name}",
        )
    match.expect_calls("search", exactly=0)
    match.expect_seconds(match.latency("load_index", "torn"))
    loaded_once(match)
    match.expect_clean()


@check(part=3, title="one customer gives up, and the others get their answers")
async def test_one_gives_up(play):
    patient = QUESTIONS[1:]
    match = await play(one_gives_up, handbook="handbook", impatient=QUESTIONS[0], patient=patient, after=GIVES_UP)
    gone = [question for _, question in match.notes("was cancelled")]
    match.expect(
        not gone,
        f"One customer gave up, and the wait of another ended with CancelledError: {', '.join(gone)}",
        mistake="cancelled-too-much",
        function="HelpDesk.ask",
    )
    match.expect_note_times("gave up", [GIVES_UP])
    match.expect_result([answer(match, "handbook", question) for question in patient])
    loaded_once(match)
    match.expect_calls("search", exactly=2)
    match.expect_seconds(match.latency("load_index", "handbook") + searching(match, "handbook", patient))
    match.expect_clean()
