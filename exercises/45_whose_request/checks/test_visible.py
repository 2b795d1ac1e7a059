"""Visible checks: read them, and `nox -s grade -- 45` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.9))
def ask_model(call, question):
    return f"{question} {call.word}"


@service(latency=(0.2, 0.6))
def next_word(call, question, position):
    return call.word if position < 3 else None


@service(latency=(0.01, 0.05))
def write_line(call, request, text):
    return None


def lines_belong(match, owners, function):
    """Each line of the log has the id of its request; `owners` says whose it is by a word in the line."""
    for call in match.calls("write_line"):
        text, said = call.args["text"], call.args["request"]
        owner = next(request for word, request in owners.items() if word in text)
        mistake = "context-lost" if said == "no request" else "shared-state"
        match.expect(
            said == owner, f"{text!r} belongs to {owner}. The log says {said!r}.", mistake=mistake, function=function
        )


def caller_reads(match, wanted, function):
    """What the caller reads in `request_id` is its own id, each time."""
    for _, said in match.notes("the caller reads"):
        match.expect(
            said == wanted,
            f"The caller's id is {wanted!r}. It reads {said!r}.",
            mistake="context-left",
            function=function,
        )


@scenario
async def two_requests(kata, requests):
    return await kata.serve([tuple(request) for request in requests])


@scenario
async def one_request(kata, note, services, outer, request, question):
    services.request_id.set(outer)
    reply = await kata.handle(request, question)
    note("the caller reads", services.request_id.get())
    return reply


@scenario
async def two_mails(kata, services, requests):
    mailer = kata.Mailer()
    mailer.start()
    await asyncio.sleep(0.1)  # the worker has begun

    async def serve(request):
        services.request_id.set(request)
        mailer.post(f"to {request}")

    await asyncio.gather(*[serve(request) for request in requests])
    await mailer.stop()


@scenario
async def one_stream(kata, note, services, outer, request, question):
    services.request_id.set(outer)
    async for word in kata.stream(request, question):
        note("word", word)
        note("the caller reads", services.request_id.get())


@check(part=1, title="two requests at the same time, each with its own id in the log")
async def test_two_requests(play):
    match = await play(two_requests, requests=[["gil", "how old is it?"], ["hal", "how far is it?"]])
    lines_belong(match, {"old": "gil", "far": "hal"}, "serve")
    match.expect_peak("ask_model", 2)
    match.expect_clean()


@check(part=2, title="one request, and then the caller has its own id again")
async def test_put_back(play):
    match = await play(one_request, outer="the night shift", request="ida", question="how deep is it?")
    match.expect_result(match.reply("ask_model", "how deep is it?"))
    lines_belong(match, {"deep": "ida"}, "handle")
    caller_reads(match, "the night shift", "handle")
    match.expect_clean()


@check(part=3, title="two requests post a mail each, and the worker began before them")
async def test_mails(play):
    match = await play(two_mails, requests=["jan", "kim"])
    match.expect_calls("write_line", exactly=2)
    lines_belong(match, {"jan": "jan", "kim": "kim"}, "Mailer._work")
    match.expect_clean()


@check(part=4, title="between two words the reader of a stream has its own id")
async def test_stream(play):
    match = await play(one_stream, outer="the reader", request="lea", question="how high is it?")
    match.expect_notes("word", [match.reply("next_word", "how high is it?", position) for position in range(3)])
    lines_belong(match, {"word": "lea"}, "stream")
    caller_reads(match, "the reader", "stream")
    match.expect_clean()
