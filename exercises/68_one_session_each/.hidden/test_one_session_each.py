"""Hidden checks: what ran in each session and when; that none is held for nothing, and none left in a transaction."""

import asyncio

from grader.judge import check, scenario, service

PANELS = ["stock", "prices", "shifts", "orders", "returns"]


@service(latency=(0.1, 0.3), fresh=True)
def open_session(call):
    return call.attempt + 1


@service(latency=(0.7, 1.4))
def run(call, session, statement):
    if "blocked" in statement:
        raise call.error("DatabaseError", f"{call.word} is blocked")
    if "slow" in statement:  # an error that services.py does not name
        raise call.error("TimeoutError", f"{call.word} took too long")
    return f"rows of {statement}: {call.word}"


@service(latency=(0.1, 0.3))
def close_session(call, session):
    return None


@service(latency=(1.5, 3.5))
def ask_model(call, orders):
    return f"advice {call.word}"


def statements(match, session):
    return [call.args["statement"] for call in match.calls("run") if call.first == session]


def rows(match, statement):
    """What the one call with this statement replied."""
    call = next((call for call in match.calls("run") if call.args["statement"] == statement), None)
    match.expect(call is not None, f"The statement {statement!r} was never run.", mistake="answer-not-asked")
    return match.reply("run", call.first, statement)


def each_has_its_own(match):
    opened = match.calls("open_session")
    match.expect_apart("run", by="session", at=opened[0].at if opened else None)


def all_given_back(match):
    """Each session that was opened was closed, and nothing ran in it afterwards."""
    opened = [call for call in match.calls("open_session") if call.outcome == "answered"]
    closed = {call.first: call for call in match.calls("close_session")}
    for call in opened:
        number = call.attempt + 1
        match.expect(
            number in closed, f"Session {number} was opened and never given back.", mistake="not-closed", at=call.at
        )
        begun = closed[number].start + match.tolerance
        late = [one for one in match.calls("run") if one.first == number and (one.end is None or one.end > begun)]
        match.expect(not late, f"Session {number} was still used when it had been given back.", mistake="not-closed",
                     at=call.at)  # fmt: skip
    match.expect_cleanup("close_session", exactly=len(opened))


# ---- 1: a session for each task --------------------------------------------------------------------


@scenario
async def show(kata, services, size, panels):
    return await kata.dashboard(services.Pool(size), panels)


async def dashboard_is_shown(play, size, panels):
    match = await play(show, size=size, panels=panels)
    each_has_its_own(match)
    match.expect_result([rows(match, f"select {panel}") for panel in panels])
    match.expect_calls("run", exactly=len(panels))
    match.expect_clean()
    all_given_back(match)
    match.expect_peak("run", min(size, len(panels)))
    return match


@check(part=1, title="four panels, and sessions enough")
async def test_four_panels(play):
    await dashboard_is_shown(play, 10, PANELS[:4])
    await dashboard_is_shown(play, 10, PANELS[3::-1])  # in one of the two orders the slowest is not the last


@check(part=1, title="five panels, and two sessions at a time; one panel, and one session")
async def test_two_sessions(play):
    await dashboard_is_shown(play, 2, PANELS)
    await dashboard_is_shown(play, 1, PANELS[:1])
    match = await dashboard_is_shown(play, 10, PANELS)
    for call in match.calls("open_session"):
        match.expect(
            call.start <= match.tolerance,
            f"A panel asked for its session only after {call.start:g} s (simulated), and one was free all the time.",
            late=(call, call.start),
        )


# ---- 2: not longer than needed -------------------------------------------------------------------


@scenario
async def advise_all(kata, services, size, customers):
    pool = services.Pool(size)
    return await asyncio.gather(*[kata.advise(pool, customer) for customer in customers])


def advised(match, customers):
    advice = [match.reply("ask_model", rows(match, f"select orders of {customer}")) for customer in customers]
    match.expect_result(advice)
    for customer, text in zip(customers, advice, strict=True):
        rows(match, f"insert advice for {customer}: {text}")
    match.expect_calls("ask_model", exactly=len(customers))
    match.expect_calls("run", exactly=2 * len(customers))


@check(part=2, title="no session is open while the model thinks")
async def test_no_session_while_the_model_thinks(play):
    match = await play(advise_all, size=3, customers=["ann"])
    match.expect_clean()
    thinking = match.calls("ask_model")
    for opened, closed in zip(match.calls("open_session"), match.calls("close_session"), strict=False):
        held = next((call for call in thinking if opened.end < call.end and call.start < closed.end), None)
        match.expect(
            held is None,
            f"Session {closed.first} was open from {opened.end:.2f} s to {closed.end:.2f} s (simulated), also while the "
            "model was thinking.",
            mistake="held-while-waiting",
            at=held.at if held else None,
        )
    advised(match, ["ann"])
    match.expect_clean()
    all_given_back(match)


@check(part=2, title="three customers and one session: the model reads their orders at the same time")
async def test_one_session_for_three(play):
    customers = ["ann", "ben", "cid"]
    match = await play(advise_all, size=1, customers=customers, latency={"ask_model": 9.5})
    advised(match, customers)
    each_has_its_own(match)
    match.expect_clean()
    all_given_back(match)
    match.expect_peak("ask_model", 3)


# ---- 3: one transaction, one session -----------------------------------------------------------------


@scenario
async def deliveries(kata, services, size, orders):
    pool = services.Pool(size)
    await asyncio.gather(*[kata.deliver(pool, *order) for order in orders])


def booked(boxes, source, target):
    return [
        "begin",
        f"update {source} by {-boxes}",
        f"update {target} by {boxes}",
        f"insert log: {boxes} from {source} to {target}",
        "commit",
    ]


@check(part=3, title="a delivery is one transaction, its line in the log included")
async def test_one_transaction(play):
    match = await play(deliveries, size=3, orders=[[7, "north", "south"]])
    each_has_its_own(match)
    wanted = booked(7, "north", "south")
    seen = [call.args["statement"] for call in match.calls("run")]
    match.expect("commit" in seen, "Nothing was committed.", mistake="call-missing", function="deliver")
    for call in match.calls("run"):
        match.expect(
            call.first == match.calls("run")[0].first,
            f"{call.args['statement']!r} ran in session {call.first}, and the transaction is in session "
            f"{match.calls('run')[0].first}: a rollback would not undo it.",
            mistake="half-written",
            at=call.at,
        )
    after = seen[seen.index("commit") + 1 :]
    match.expect(
        "commit" in after or not after,
        f"After the commit the session ran {after}.",
        mistake="called-too-often",
        at=match.calls("run")[-1].at,
    )
    match.expect(
        seen == wanted,
        f"The statements of the transaction were {seen}. They should be {wanted}.",
        mistake="half-written" if seen.count("commit") > 1 or seen[-1:] != ["commit"] else "wrong-answer",
        function="deliver",
    )
    match.expect_clean()
    all_given_back(match)


@check(part=3, title="three deliveries at the same time, and two sessions")
async def test_deliveries_together(play):
    orders = [[1, "north", "south"], [2, "south", "east"], [3, "east", "west"]]
    match = await play(deliveries, size=2, orders=orders)
    each_has_its_own(match)
    opened = len(match.calls("open_session"))
    seen = sorted(statements(match, number + 1) for number in range(opened))
    match.expect(
        seen == sorted(booked(*order) for order in orders),
        f"The sessions ran {seen}. Each should run the five statements of one delivery.",
        mistake="session-shared",
        function="deliver",
    )
    match.expect_clean()
    all_given_back(match)
    match.expect_peak("run", 2)


@check(part=3, title="a pool with one session is enough for a delivery")
async def test_one_is_enough(play):
    match = await play(deliveries, size=1, orders=[[4, "north", "south"]])
    match.expect_calls("run", exactly=5)
    match.expect_clean()


# ---- 4: it ends in every case ------------------------------------------------------------------------


@scenario
async def a_delivery_that_fails(kata, services, order):
    await kata.deliver(services.Pool(2), *order)


@scenario
async def a_delivery_that_is_cancelled(kata, services, order, after):
    task = asyncio.create_task(kata.deliver(services.Pool(2), *order))
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


def rolled_back(match, begun):
    """The transaction ended with one rollback, before the session was given back."""
    seen = statements(match, 1)
    match.expect(
        "rollback" in seen,
        f"The session ran {seen}, and was given back in the middle of a transaction.",
        mistake="cleanup-skipped",
        function="deliver",
        near=r"except\b|begin",
    )
    match.expect_calls("run", exactly=len(begun) + 1)
    match.expect_order("run", [1] * (len(begun) + 1))
    match.expect(seen == [*begun, "rollback"], f"The session ran {seen}.", mistake="wrong-answer", function="deliver")
    last = match.calls("run")[-1]
    match.expect(
        last.outcome == "answered",
        "The rollback was begun, and nothing waited for its end.",
        mistake="cleanup-cut-off",
        at=last.at,
    )
    all_given_back(match)


@check(part=4, title="the second booking fails: everything is rolled back, and the caller is told")
async def test_the_second_booking_fails(play):
    for shop, error, text in (("blocked", "DatabaseError", "is blocked"), ("slow", "TimeoutError", "took too long")):
        match = await play(a_delivery_that_fails, order=[7, "north", shop])
        match.expect_error(error, saying=text)
        rolled_back(match, booked(7, "north", shop)[:3])
        match.expect_clean()


@check(part=4, title="the delivery is cancelled in the middle: everything is rolled back, and the cancellation goes on")
async def test_cancelled(play):
    order = [7, "north", "south"]
    match = await play(a_delivery_that_is_cancelled, order=order, after=2.5, latency={"run": 1.0})
    rolled_back(match, booked(*order)[:3])
    match.expect_cancelled("run", exactly=1)
    match.expect_result(True)
    match.expect_clean()
