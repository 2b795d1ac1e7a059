"""A visible check: read it, and `nox -s grade -- 45` plays it."""

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.9))
def ask_model(call, question):
    return f"{question} {call.word}"


@service(latency=(0.01, 0.05))
def write_line(call, request, text):
    return None


@scenario
async def two_requests(kata, requests):
    return await kata.serve([tuple(request) for request in requests])


@check(part=1, title="two requests at the same time, each with its own id in the log")
async def test_two_requests(play):
    match = await play(two_requests, requests=[["ann", "why tides?"], ["ben", "why rain?"]])
    for call in match.calls("write_line"):
        owner = "ann" if "tides" in call.args["text"] else "ben"
        match.expect(
            call.args["request"] == owner, f"{call.args['text']!r} belongs to {owner}.", mistake="shared-state"
        )
    match.expect_clean()
