"""A visible check: read it, and `nox -s grade -- 66` plays it."""

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.9), fresh=True)
def ask_model(call, question):
    if call.attempt == 0:
        raise call.error("TryLater", "429 Too Many Requests, retry after 3.7 s")
    return f"{question} is {call.word}"


@scenario
async def one_claim(kata, question):
    return await kata.Client(places=3).ask(question, within=60)


@check(part=1, title="the model says when to come back, and answers then")
async def test_it_comes_back(play):
    match = await play(one_claim, question="claim 17")
    first, second = match.calls("ask_model")[:2]
    match.expect(second.start - first.end >= 3.7 - match.tolerance, "It came back too soon.", mistake="retry-too-soon")
    match.expect_result(match.reply("ask_model", "claim 17", attempt=1))
    match.expect_clean()
