"""Hidden checks: one question for all who ask together, and neither an error nor a customer who leaves spoils it."""

import asyncio
import contextlib

from grader.judge import check, helper, scenario, service

CURRENCIES = ["USD", "JPY", "NOK"]
GIVES_UP = 0.2  # before the bank has answered
WAITS = 20.0  # much longer than two answers take


@service(latency=(0.6, 1.8))
def fetch_rate(call, currency):
    if currency.startswith("CHF") and call.attempt == 0:
        raise call.error("RateError", f"{call.word} is busy")
    return f"1 {currency} is {call.word}"


def rate(match, currency, attempt=0):
    return match.reply("fetch_rate", currency, attempt=attempt)


def seconds(match, currency, attempt=0):
    return match.latency("fetch_rate", currency, attempt=attempt)


@scenario
async def together(kata, currencies, later):
    rates = kata.Rates()
    answers = await asyncio.gather(*[rates.rate(currency) for currency in currencies])
    for currency in later:
        answers.append(await rates.rate(currency))
    return answers


# ---- 1: one question for all -----------------------------------------------------------------------


@check(part=1, title="ten customers ask for one rate together, and two come later")
async def test_ten_customers(play):
    match = await play(together, currencies=["USD"] * 10, later=["USD", "USD"])
    match.expect_result([rate(match, "USD")] * 12)
    match.expect_calls("fetch_rate", exactly=1)
    match.expect_seconds(seconds(match, "USD"))
    match.expect_clean()


@scenario
async def one_after_the_other_comes(kata, currency, pause):
    rates = kata.Rates()

    async def customer(number):
        await asyncio.sleep(number * pause)
        return await rates.rate(currency)

    return await asyncio.gather(*map(customer, range(4)))


@check(part=1, title="customers who come while the bank is thinking")
async def test_customers_who_come_meanwhile(play):
    match = await play(one_after_the_other_comes, currency="SEK", pause=0.1)
    match.expect_result([rate(match, "SEK")] * 4)
    match.expect_calls("fetch_rate", exactly=1)
    match.expect_seconds(seconds(match, "SEK"))
    match.expect_clean()


# ---- 2: currencies do not wait for each other ------------------------------------------------------


@check(part=2, title="three currencies, three customers for each")
async def test_three_currencies(play):
    match = await play(together, currencies=CURRENCIES * 3, later=CURRENCIES)
    match.expect_result([rate(match, currency) for currency in CURRENCIES * 4])
    match.expect_calls("fetch_rate", exactly=3)
    match.expect_peak("fetch_rate", 3)
    match.expect_seconds(max(seconds(match, currency) for currency in CURRENCIES))
    match.expect_clean()


# ---- 3: errors are not kept ------------------------------------------------------------------------


@helper
async def customer(rates, currency, note):
    try:
        return await rates.rate(currency)
    except Exception as error:
        note("error", f"{type(error).__name__}: {error}")
        return "error"


@scenario
async def a_busy_line(kata, note, currency, customers):
    rates = kata.Rates()
    answers = await asyncio.gather(*[customer(rates, currency, note) for _ in range(customers)])
    return [answers, await customer(rates, currency, note), await customer(rates, currency, note)]


@check(part=3, title="the first question fails, and the next customer asks anew")
async def test_the_next_is_a_new_one(play):
    match = await play(a_busy_line, currency="CHF", customers=1)
    match.expect(
        [text for _, text in match.notes("error")][:1] == [rate(match, "CHF")],
        f"The question failed with {rate(match, 'CHF')}, and the customer was not told.",
        mistake="error-swallowed",
        function="Rates.rate",
    )
    match.expect(
        len(match.notes("error")) == 1 and len(match.calls("fetch_rate")) >= 2,
        "The first question had failed, and the next customer got the old error instead of a new question.",
        mistake="failure-kept",
        function="Rates.rate",
    )
    match.expect_result([["error"], rate(match, "CHF", 1), rate(match, "CHF", 1)])
    match.expect_calls("fetch_rate", exactly=2)
    match.expect_seconds(seconds(match, "CHF") + seconds(match, "CHF", 1))
    match.expect_clean()


@check(part=3, title="several wait for a question that fails, and none of them waits for ever")
async def test_several_wait_for_a_failure(play):
    match = await play(a_busy_line, currency="CHF", customers=4)
    good = rate(match, "CHF", 1)
    match.expect(
        len(match.notes("error")) >= 1, "No customer was told that the question had failed.", mistake="error-swallowed"
    )
    match.expect_result([["error" if answer == "error" else good for answer in match.result[0]], good, good])
    match.expect_calls("fetch_rate", exactly=2)
    match.expect_seconds(seconds(match, "CHF") + seconds(match, "CHF", 1))
    match.expect_clean()


@scenario
async def the_first_leaves_before_it_fails(kata, note, currency, after, waits):
    rates = kata.Rates()
    tasks = [asyncio.create_task(customer(rates, currency, note)) for _ in range(2)]
    await asyncio.sleep(after)
    tasks[0].cancel()
    await asyncio.wait(tasks, timeout=waits)
    with contextlib.suppress(asyncio.CancelledError, TimeoutError):  # what becomes of the others is for part 4
        async with asyncio.timeout(waits):
            note("next", await customer(rates, currency, note))


@check(part=3, title="the first customer leaves, then the question fails; the next customer asks anew")
async def test_the_first_leaves_before_it_fails(play):
    match = await play(the_first_leaves_before_it_fails, currency="CHF", after=GIVES_UP, waits=WAITS)
    match.expect_calls("fetch_rate", at_least=1)
    match.expect(
        [answer for _, answer in match.notes("next")] != ["error"],
        "The first customer had left before the question failed. The next one got the old error instead of a new "
        "question.",
        mistake="failure-kept",
        function="Rates.rate",
        near=r"except RateError|\bdel |\.pop\(",
    )


# ---- 4: giving up harms no one else ------------------------------------------------------------------


@scenario
async def one_gives_up(kata, note, currency, customers, leaves, after):
    rates = kata.Rates()

    async def customer():
        try:
            return await rates.rate(currency)
        except asyncio.CancelledError:
            note("cancelled", None)
            raise

    tasks = [asyncio.create_task(customer()) for _ in range(customers)]
    await asyncio.sleep(after)
    tasks[leaves].cancel()
    await asyncio.wait(tasks)
    answers = ["left" if task.cancelled() else task.result() for task in tasks]
    try:
        return [answers, await rates.rate(currency)]
    except asyncio.CancelledError:
        return [answers, "cancelled"]


async def only_one_left(play, leaves):
    match = await play(one_gives_up, currency="USD", customers=4, leaves=leaves, after=GIVES_UP)
    gone = len(match.notes("cancelled"))
    match.expect(
        gone == 1,
        f"One customer gave up, and {gone} of 4 got a CancelledError.",
        mistake="cancelled-too-much" if gone else "cancellation-swallowed",
        function="Rates.rate",
    )
    wanted = [rate(match, "USD")] * 4
    wanted[leaves] = "left"
    match.expect_result([wanted, rate(match, "USD")])
    match.expect_seconds(at_least=seconds(match, "USD"))
    match.expect_seconds(at_most=GIVES_UP + seconds(match, "USD", 1) + seconds(match, "USD"))
    match.expect_clean()
    match.expect(
        len(match.calls("fetch_rate")) <= 2,
        f"The bank was asked {len(match.calls('fetch_rate'))} times, although only one customer had given up.",
        mistake="called-too-often",
        function="Rates.rate",
        near=r"\.pop\(|del |cancel",
    )


@check(part=4, title="the first customer gives up")
async def test_the_first_gives_up(play):
    await only_one_left(play, 0)


@check(part=4, title="another customer gives up")
async def test_another_gives_up(play):
    await only_one_left(play, 2)


@scenario
async def one_leaves_and_one_comes(kata, currency, after):
    rates = kata.Rates()
    tasks = [asyncio.create_task(rates.rate(currency)) for _ in range(3)]
    await asyncio.sleep(after)
    tasks[1].cancel()
    await asyncio.wait([tasks[1]])
    return await asyncio.gather(tasks[0], tasks[2], rates.rate(currency))


@check(part=4, title="one of three gives up, and a new customer waits with the others")
async def test_one_leaves_and_one_comes(play):
    match = await play(one_leaves_and_one_comes, currency="USD", after=GIVES_UP)
    match.expect_result([rate(match, "USD")] * 3)
    match.expect(
        len(match.calls("fetch_rate")) == 1,
        "One customer had given up, and the next one had the bank asked again while it was still thinking.",
        mistake="called-too-often",
        function="Rates.rate",
        near=r"\.pop\(|del |cancel",
    )
    match.expect_clean()
