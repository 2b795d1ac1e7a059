"""Hidden checks: the id on each line of the log, and the id that the caller sees afterwards."""

import asyncio
import contextlib

from grader.judge import check, scenario, service

REQUESTS = [["ann", "why tides?"], ["ben", "why rain?"], ["cid", "why snow?"], ["dan", "why hail?"]]
SERVER = "no request"


@service(latency=(0.6, 1.9))
def ask_model(call, question):
    if question.startswith("broken"):
        raise call.error("ModelError", f"{call.word} is overloaded")
    return f"{question} {call.word}"


@service(latency=(0.2, 0.6))
def next_word(call, question, position):
    return call.word if position < 4 else None


@service(latency=(0.01, 0.05))
def write_line(call, request, text):
    return None


def lines_belong(match, wanted, function, may=()):
    """Each line of the log is there once, with the id of its request: (request, text). Those of `may` may be missing."""
    seen = {}
    for call in match.calls("write_line"):
        seen.setdefault(call.args["text"], []).append(call)
    for request, text in [*wanted, *(each for each in may if each[1] in seen)]:
        lines = seen.pop(text, [])
        match.expect(lines, f"The line {text!r} is missing in the log.", mistake="call-missing", function=function)
        match.expect(
            len(lines) == 1, f"The line {text!r} is in the log {len(lines)} times.", mistake="called-too-often"
        )
        said = lines[0].args["request"]
        match.expect(
            said == request,
            f"The line {text!r} belongs to request {request!r}. The log says {said!r}.",
            mistake="context-lost" if said == SERVER else "shared-state",
            function=function,
            near=(r"\bself\.\w+ = .*request_id\.get\(", r"\.(get|set)\(|\bwith\b"),
        )
    match.expect(not seen, f"The log has a line that was not asked for: {next(iter(seen), '')!r}.")


def of_answers(requests):
    return [(request, f"{verb}: {question}") for request, question in requests for verb in ("asked", "answered")]


def caller_has_its_own(match, name, wanted, function):
    """What the caller saw in the variable, each time."""
    for _, said in match.notes(name):
        match.expect(
            said == wanted,
            f"The caller's own id was {wanted!r}. Afterwards it read {said!r}.",
            mistake="context-left",
            function=function,
            near=(r"request_id\.(set|reset)\(", r"\bwith\b"),
        )


# ---- 1: each request has its own ------------------------------------------------------------------


@scenario
async def served(kata, requests):
    return await kata.serve([tuple(request) for request in requests])


@check(part=1, title="four requests at the same time, each with its own id in the log")
async def test_four_requests(play):
    match = await play(served, requests=REQUESTS)
    match.expect_result([match.reply("ask_model", question) for _, question in REQUESTS])
    lines_belong(match, of_answers(REQUESTS), "serve")
    match.expect_clean()
    match.expect_peak("ask_model", 4)
    for call in match.calls("write_line")[:4]:
        match.expect(
            call.start <= match.tolerance,
            f"A request was begun only after {call.start:g} s (simulated), and it has nothing to wait for.",
            late=(call, call.start),
        )


# ---- 2: it is put back ----------------------------------------------------------------------------


@scenario
async def one_after_the_other(kata, note, services, outer, requests):
    if outer:
        services.request_id.set(outer)
    answers = []
    for request, question in requests:
        try:
            answers.append(await kata.handle(request, question))
        except services.ModelError as error:
            answers.append(str(error))
        note("the caller reads", services.request_id.get())
    return answers


@scenario
async def serve_and_read(kata, note, services, requests):
    await kata.serve([tuple(request) for request in requests])
    note("the caller reads", services.request_id.get())


@check(part=2, title="two requests, and then the server reads its own id")
async def test_put_back(play):
    match = await play(one_after_the_other, outer="", requests=REQUESTS[:2])
    match.expect_result([match.reply("ask_model", question) for _, question in REQUESTS[:2]])
    lines_belong(match, of_answers(REQUESTS[:2]), "handle")
    caller_has_its_own(match, "the caller reads", SERVER, "handle")
    match.expect_clean()


@check(part=2, title="a request inside of another one, and one that fails")
async def test_put_back_inside_another(play):
    requests = [["eve", "why fog?"], ["fay", "broken"]]
    match = await play(one_after_the_other, outer="a request around it", requests=requests)
    match.expect_result(
        [match.reply("ask_model", "why fog?"), match.reply("ask_model", "broken").partition(": ")[2]],
    )
    lines_belong(match, [*of_answers(requests[:1]), ("fay", "asked: broken")], "handle")
    caller_has_its_own(match, "the caller reads", "a request around it", "handle")
    match.expect_clean()


@check(part=2, title="the caller of serve reads its own id afterwards")
async def test_serve_leaves_its_caller_alone(play):
    match = await play(serve_and_read, requests=REQUESTS[:3])
    caller_has_its_own(match, "the caller reads", SERVER, "serve")
    lines_belong(match, of_answers(REQUESTS[:3]), "serve")
    match.expect_clean()


# ---- 3: the worker ----------------------------------------------------------------------------------


@scenario
async def mails(kata, note, services, requests):
    mailer = kata.Mailer()
    mailer.start()
    await asyncio.sleep(0.1)

    async def serve(request, number):
        services.request_id.set(request)
        await asyncio.sleep(number / 100)
        mailer.post(f"to {request}")
        await asyncio.sleep(0.2)
        mailer.post(f"again to {request}")
        note("the poster reads", services.request_id.get() == request)

    await asyncio.gather(*[serve(request, number) for number, request in enumerate(requests)])
    await mailer.stop()
    note("the server reads", services.request_id.get())


@check(part=3, title="three requests post two mails each, and the worker began before all of them")
async def test_mails(play):
    requests = ["ann", "ben", "cid"]
    match = await play(mails, requests=requests)
    wanted = [(name, f"mail: {text} {name}") for name in requests for text in ("to", "again to")]
    lines_belong(match, wanted, "Mailer._work")
    caller_has_its_own(match, "the poster reads", True, "Mailer.post")
    caller_has_its_own(match, "the server reads", SERVER, "Mailer.post")
    match.expect_clean()


# ---- 4: not across a yield ----------------------------------------------------------------------------


@scenario
async def read_a_stream(kata, note, services, request, question):
    services.request_id.set("the reader")
    words = []
    async for word in kata.stream(request, question):
        note("the reader reads", services.request_id.get())
        note("word", word)
        words.append(word)
    note("the reader reads", services.request_id.get())
    return words


def of_words(match, request, question, count):
    return [(request, f"word: {match.reply('next_word', question, position)}") for position in range(count)]


@check(part=4, title="between two words the reader has its own id, and each word comes at once")
async def test_reader_has_its_own(play):
    match = await play(read_a_stream, request="eve", question="why tides?")
    match.expect_result([match.reply("next_word", "why tides?", position) for position in range(4)])
    lines_belong(match, of_words(match, "eve", "why tides?", 4), "stream")
    caller_has_its_own(match, "the reader reads", "the reader", "stream")
    match.expect_clean()
    written = [call.end for call in match.calls("write_line")]
    match.expect_note_times("word", written)


@scenario
async def two_streams(kata, questions):
    one, other = kata.stream("ann", questions[0]), kata.stream("ben", questions[1])
    async with contextlib.aclosing(one), contextlib.aclosing(other):
        return [await anext(stream) for stream in (one, other, one, other)]


@check(part=4, title="one task reads two streams in turn")
async def test_two_streams(play):
    questions = ["why tides?", "why rain?"]
    match = await play(two_streams, questions=questions)
    ann, ben = of_words(match, "ann", questions[0], 4), of_words(match, "ben", questions[1], 4)
    lines_belong(match, [*ann[:2], *ben[:2]], "stream", may=[*ann[2:], *ben[2:]])
    match.expect_clean()


@scenario
async def closed_by_another(kata, note, services, request, question):
    stream = kata.stream(request, question)
    await asyncio.create_task(anext(stream))
    word = await anext(stream)
    await asyncio.create_task(stream.aclose())
    note("the reader reads", services.request_id.get())
    return word


@check(part=4, title="one task begins a stream, another goes on with it, and a third one closes it")
async def test_closed_by_another(play):
    match = await play(closed_by_another, request="fay", question="why tides?")
    match.expect_result(match.reply("next_word", "why tides?", 1))
    lines = of_words(match, "fay", "why tides?", 4)
    lines_belong(match, lines[:2], "stream", may=lines[2:])
    caller_has_its_own(match, "the reader reads", SERVER, "stream")
    match.expect_clean()
