"""Hidden checks: four routes and a helper. Which thread each uses shows in what waits for what."""

import asyncio

from grader.judge import check, scenario, service

PING_AT = 0.1  # when the load balancer asks; all calls of the services still run then
TWENTY = [f"Do you mend wheels of {size} inches?" for size in range(10, 30)]
ITEMS = ["saddle", "bell", "chain", "pedal"]


@service(latency=(0.8, 1.6))
def load_invoice(call, number):
    return f"{call.word} euros"


@service(latency=(0.4, 0.9))
def load_price(call, item):
    return f"{call.word} euros"


@service(latency=(0.6, 1.4))
def ask_model(call, question):
    return f"{call.word}, says the model"


def bill(match, number):
    return {"file": f"invoice-{number:05}.pdf", "sum": match.reply("load_invoice", number)}


def request(match, item):
    return f"Offer our {item} for {match.reply('load_price', item)}."


@scenario
async def one_invoice(kata, number):
    return await kata.app.serve("/invoice", number=number)


@scenario
async def invoices_and_a_ping(kata, note, numbers):
    served = [asyncio.create_task(kata.app.serve("/invoice", number=number)) for number in numbers]
    await asyncio.sleep(0.1)
    note("ping", await kata.app.serve("/ping"))
    return await asyncio.gather(*served)


@scenario
async def questions_together(kata, questions):
    return await asyncio.gather(*[kata.app.serve("/ask", question=question) for question in questions])


@scenario
async def offers_and_a_ping(kata, note, items):
    served = [asyncio.create_task(kata.app.serve("/offer", item=item)) for item in items]
    await asyncio.sleep(0.1)
    note("ping", await kata.app.serve("/ping"))
    return await asyncio.gather(*served)


@scenario
def helper(kata, number):
    return kata.file_name(number)


def answered_at_once(match, busy, mistake=""):
    """The ping was answered when it came. `busy` says who held it up."""
    for when, _ in match.notes("ping"):
        match.expect(
            when <= PING_AT + match.tolerance,
            f"The ping came after {PING_AT:g} s (simulated) and was answered after {when:g} s: "
            f"it had to wait for {busy}.",
            mistake=mistake,
            function="ping" if mistake else "",
        )
    match.expect_notes("ping", ["pong"])


@check(part=1, title="an invoice is plain data")
async def test_an_invoice(play):
    match = await play(one_invoice, number=17)
    match.expect_result(bill(match, 17))
    match.expect_seconds(match.latency("load_invoice", 17))
    match.expect_loops(0)
    match.expect_clean()


@check(part=1, title="two invoices at the same time, and a ping in between")
async def test_two_invoices(play):
    match = await play(invoices_and_a_ping, numbers=[17, 18])
    match.expect_result([bill(match, 17), bill(match, 18)])
    answered_at_once(match, "an invoice")
    match.expect_seconds(max(match.latency("load_invoice", number) for number in (17, 18)))
    match.expect_loops(0)
    match.expect_clean()


@check(part=2, title="twenty visitors of /ask wait together, in the loop of the server")
async def test_twenty_ask(play):
    match = await play(questions_together, questions=TWENTY)
    match.expect_result([{"answer": match.reply("ask_model", question)} for question in TWENTY])
    match.expect_loops(0)
    match.expect_clean()
    match.expect_seconds(max(match.latency("ask_model", question) for question in TWENTY))


@check(part=3, title="four visitors of /offer wait together, and a ping in between")
async def test_four_offers(play):
    match = await play(offers_and_a_ping, items=ITEMS)
    match.expect_result([{"offer": match.reply("ask_model", request(match, item))} for item in ITEMS])
    answered_at_once(match, "an offer")
    match.expect_loops(0)
    match.expect_clean()
    match.expect_seconds(
        max(match.latency("load_price", item) + match.latency("ask_model", request(match, item)) for item in ITEMS)
    )


@check(part=4, title="a ping is answered while every thread is busy")
async def test_ping_needs_no_thread(play):
    numbers = list(range(1, 13))
    match = await play(invoices_and_a_ping, numbers=numbers, cpus=4)  # eight threads, as the lesson says
    match.expect_result([bill(match, number) for number in numbers])
    invoices = [call for call in match.calls("load_invoice") if call.start <= PING_AT < (call.end or match.seconds)]
    if len(invoices) >= 8 and not match.blocked:  # only then it was a thread that the ping waited for
        answered_at_once(match, "a free thread, and all eight were busy with invoices", mistake="limit-too-low")
    answered_at_once(match, "something else")
    match.expect_peak("load_invoice", at_least=8)
    match.expect_clean()


@check(part=4, title="file_name gives a string to every caller")
async def test_the_helper_is_plain(play):
    match = await play(helper, number=17)
    match.expect(
        isinstance(match.result, str),
        "file_name(17) gave no string. It awaits nothing, so plain code should be able to call it.",
        mistake="needless-async",
        function="file_name",
        basis="reported",
    )
    match.expect_result("invoice-00017.pdf")
