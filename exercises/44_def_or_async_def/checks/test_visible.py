"""Visible checks: read them, and `nox -s grade -- 44` plays them."""

import asyncio

from grader.judge import check, scenario, service

PING_AT = 0.05


@service(latency=(0.6, 1.1))
def load_invoice(call, number):
    return f"{call.word} crowns"


@service(latency=(0.3, 0.6))
def load_price(call, item):
    return f"{call.word} crowns"


@service(latency=(0.5, 0.9))
def ask_model(call, question):
    return f"{call.word}!"


@scenario
async def visitors_and_a_ping(kata, note, path, queries, after):
    visits = [asyncio.create_task(kata.app.serve(path, **query)) for query in queries]
    await asyncio.sleep(after)
    note("ping", await kata.app.serve("/ping"))
    return await asyncio.gather(*visits)


@scenario
def name_of(kata, number):
    return kata.file_name(number)


def at_once(match, mistake=""):
    """The ping was answered when it came."""
    [(when, _)] = match.notes("ping")
    words = f"A ping came after {PING_AT:g} s (simulated) and was answered after {when:g} s."
    match.expect(when <= PING_AT + match.tolerance, words, mistake=mistake, function="ping" if mistake else "")


@check(part=1, title="two invoices at the same time, and a ping in between")
async def test_invoices(play):
    queries = [{"number": number} for number in (4, 11)]
    match = await play(visitors_and_a_ping, path="/invoice", queries=queries, after=PING_AT)
    sums = [match.reply("load_invoice", number) for number in (4, 11)]
    match.expect_result([{"file": "invoice-00004.pdf", "sum": sums[0]}, {"file": "invoice-00011.pdf", "sum": sums[1]}])
    match.expect_peak("load_invoice", exactly=2)
    match.expect_clean()
    at_once(match)


@check(part=2, title="three visitors of /ask wait together")
async def test_questions(play):
    questions = ["Who?", "Why?", "When?"]
    queries = [{"question": question} for question in questions]
    match = await play(visitors_and_a_ping, path="/ask", queries=queries, after=PING_AT)
    match.expect_result([{"answer": match.reply("ask_model", question)} for question in questions])
    match.expect_loops(0)
    match.expect_peak("ask_model", exactly=3)
    match.expect_clean()


@check(part=3, title="two visitors of /offer wait together, and a ping in between")
async def test_offers(play):
    match = await play(visitors_and_a_ping, path="/offer", queries=[{"item": "tyre"}, {"item": "lamp"}], after=PING_AT)
    prices = [(item, match.reply("load_price", item)) for item in ("tyre", "lamp")]
    replies = [match.reply("ask_model", f"Offer our {item} for {price}.") for item, price in prices]
    match.expect_loops(0)
    match.expect_result([{"offer": reply} for reply in replies])
    match.expect_peak("load_price", exactly=2)
    match.expect_clean()
    at_once(match)


@check(part=4, title="a ping needs no thread, and file_name gives a text")
async def test_ping(play):
    match = await play(name_of, number=4)
    coroutine = getattr(match.result, "type", "") == "coroutine"
    words = "file_name(4) gave a coroutine object. It waits for nothing, so plain code has to be able to call it."
    match.expect(not coroutine, words, basis="reported", mistake="needless-async", function="file_name")
    match.expect_result("invoice-00004.pdf")
    queries = [{"number": number} for number in range(9)]
    match = await play(visitors_and_a_ping, path="/invoice", queries=queries, after=PING_AT, cpus=4)
    match.expect_loop_free()
    at_once(match, mistake="limit-too-low")
    match.expect_clean()
