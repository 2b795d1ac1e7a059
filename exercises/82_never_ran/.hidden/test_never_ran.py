"""Hidden checks: the learner's tests are run against desks that are right and desks that are wrong."""

import unittest

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.9))
def open_till(call):
    return f"till {call.word}"


@service(latency=(0.2, 0.9))
def close_till(call, till):
    return None


@service(latency=(0.2, 0.4))
def paid(call, order):
    return call.number(1_000, 9_000_000)


@service(latency=(1.0, 2.5))
def pay_back(call, till, order, amount):
    return None


@scenario
def run_tests(kata, services, group, desk):
    class Careful(services.RefundDesk):
        """Right, and built in another way."""

        def __init__(self, till, send):
            self.till, self.send, self.orders = till, send, []

        async def refund(self, order):
            if self.orders.count(order):
                raise services.AlreadyRefunded(order)
            self.orders.append(order)
            amount = await services.paid(order)
            await services.pay_back(till=self.till, order=order, amount=amount)
            await self.send(order, f"{amount} cents are on their way.")
            return amount

        async def is_refunded(self, order):
            return self.orders.count(order) > 0

    class PaysHalf(Careful):
        async def refund(self, order):
            return await super().refund(order) // 2

    class PaysTwice(Careful):
        async def refund(self, order):
            self.orders.clear()
            return await super().refund(order)

    class Forgets(Careful):
        async def is_refunded(self, order):
            return False

    class MixesUp(Careful):
        async def refund(self, order):
            self.amount = await services.paid(order)
            await services.pay_back(self.till, order, self.amount)
            await self.send(order, f"{self.amount} cents are on their way.")
            self.orders.append(order)
            return self.amount

    class TellsNobody(Careful):
        async def refund(self, order):
            amount = await services.paid(order)
            await services.pay_back(self.till, order, amount)
            self.send(order, f"{amount} cents are on their way.")
            self.orders.append(order)
            return amount

    class TellsTheWrongThing(Careful):
        async def refund(self, order):
            amount = await services.paid(order)
            await services.pay_back(self.till, order, amount)
            await self.send(order, f"{amount + 1} cents are on their way.")
            self.orders.append(order)
            return amount

    class Result(unittest.TestResult):
        def addError(self, test, error):
            errors.append(error[1])
            super().addError(test, error)

    desks = [Careful, PaysHalf, PaysTwice, Forgets, MixesUp, TellsNobody, TellsTheWrongThing]
    services.released = next(one for one in desks if one.__name__ == desk)
    for one in desks:  # in warnings and messages all of them are the desk of services.py
        one.__name__ = one.__qualname__ = "RefundDesk"
        for name in ("refund", "is_refunded"):
            getattr(one, name).__qualname__ = f"RefundDesk.{name}"
    tests = getattr(kata, group, None)
    if not (isinstance(tests, type) and issubclass(tests, unittest.TestCase)):
        return "no TestCase"
    errors = []
    result = Result()
    unittest.defaultTestLoader.loadTestsFromTestCase(tests).run(result)
    if errors and desk == "Careful":
        raise errors[0]
    red = [[test.id().rpartition(".")[2], text.strip().splitlines()[-1]] for test, text in result.failures]
    return {
        "ran": result.testsRun - len(result.skipped),
        "red": red + [[str(test), "an error"] for test, _ in result.errors],
        "unexpected": [test.id().rpartition(".")[2] for test in result.unexpectedSuccesses],
    }


REFUNDED = "test_what_was_paid_is_paid_back"
TOLD = "test_the_customer_is_told"


def what_was_found(match, group):
    """The tests came to an end; what they found."""
    match.expect(
        match.result != "no TestCase",
        f"There is no unittest.TestCase named {group}. Keep the names of the classes; unittest runs them.",
        mistake="wrong-answer",
        function=group,
    )
    match.expect_seconds(at_least=0)  # nothing was raised
    found = match.result
    match.expect(
        type(found) is dict
        and [*found] == ["ran", "red", "unexpected"]
        and type(found["ran"]) is int
        and type(found["red"]) is type(found["unexpected"]) is list
        and all(type(one) is list and len(one) == 2 for one in found["red"]),
        f"The tests of {group} did not come to an end.",
        mistake="wrong-answer",
        function=group,
    )
    return found


def never_ran(match, group, sentence):
    """Fail if unittest has called a test or a hook that is an `async def`, and has thrown away what it got."""
    for seen in match.evidence.never_awaited:
        if seen.what.startswith((f"{group}.test", f"{group}.setUp", f"{group}.tearDown")):
            match.expect(False, sentence.format(seen.what), mistake="test-never-ran", function=seen.what)


def green(match, group):
    """The desk is right, so no test of this class may fail; and it has to be asked."""
    found = what_was_found(match, group)
    never_ran(match, group, "The tests say OK, and not a line of {} has run.")
    for name, text in found["red"]:
        match.expect(
            False,
            f"This desk is correct (and built differently from yours), but {name} fails: {text}",
            mistake="check-too-strict",
            function=f"{group}.{name}",
        )
    for name in found["unexpected"]:
        match.expect(
            False,
            f"{name} is expected to fail, so it can prove nothing.",
            mistake="check-too-weak",
            function=f"{group}.{name}",
            near="expectedFailure",
        )
    match.expect_all_awaited()
    match.expect(
        found["ran"] > 0 and match.calls("pay_back"),
        f"{group} says OK, but no money was paid back at all: nothing was tested.",
        mistake="check-too-weak",
        function=group,
    )


def red(match, group, what, test):
    """The desk is wrong, so a test of this class has to fail: this one, as the stub calls it."""
    found = what_was_found(match, group)
    never_ran(match, group, f"This desk {what}. The tests say OK, and not a line of {{}} has run.")
    if not found["red"]:
        for seen in match.evidence.unread:
            match.expect(
                False,
                f"This desk {what}, and {group} says OK: the {seen.error} was raised in a task that is never awaited.",
                mistake="error-unread",
                at=seen.at,
            )
    match.expect(
        found["red"],
        f"This desk {what}, and {group} says OK (tests run: {found['ran']}).",
        mistake="check-too-weak",
        function=f"{group}.{test}",
    )


def each_till_was_closed(match):
    opened = [match.reply("open_till", attempt=attempt) for attempt, _ in enumerate(match.calls("open_till"))]
    closed = [call.first for call in match.calls("close_till") if call.outcome == "answered"]
    never_ran(match, "WithATill", "A till was opened and never closed: not a line of {} has run.")
    match.expect_cleanup("close_till", exactly=len(opened))
    match.expect(
        opened and sorted(map(repr, closed)) == sorted(map(repr, opened)),
        f"These tills were opened: {opened!r}; and these closed: {closed!r}.",
        mistake="cleanup-skipped",
        function="WithATill",
    )


# ---- 1: the test runs ------------------------------------------------------------------------------


@check(part=1, title="a correct desk is tried, and gets an OK")
async def test_one_refund_of_a_right_desk(play):
    match = await play(run_tests, group="OneRefund", desk="Careful")
    green(match, "OneRefund")
    match.expect_calls("paid", at_least=2)
    match.expect_clean()


@check(part=1, title="a desk that says half the amount gets a red test")
async def test_one_refund_of_half_the_amount(play):
    match = await play(run_tests, group="OneRefund", desk="PaysHalf")
    red(match, "OneRefund", "pays half of it back", REFUNDED)


# ---- 2: the clean-up runs --------------------------------------------------------------------------


@check(part=2, title="the till is closed after a test that is green")
async def test_the_till_is_closed(play):
    match = await play(run_tests, group="WithATill", desk="Careful")
    green(match, "WithATill")
    each_till_was_closed(match)
    match.expect_clean()


@check(part=2, title="the till is closed after a test that is red")
async def test_the_till_is_closed_after_a_failure(play):
    match = await play(run_tests, group="WithATill", desk="PaysTwice")
    red(match, "WithATill", "pays a second time", "test_a_second_refund_is_refused")
    each_till_was_closed(match)
    match.expect_clean()


# ---- 3: the assertions are heard -------------------------------------------------------------------


@check(part=3, title="a correct desk is tried, and gets three OKs")
async def test_a_right_desk_is_heard(play):
    match = await play(run_tests, group="Unheard", desk="Careful")
    green(match, "Unheard")
    match.expect_clean()
    match.expect_calls("pay_back", at_least=4)


@check(part=3, title="a desk that forgets the orders it has refunded")
async def test_a_desk_that_forgets(play):
    match = await play(run_tests, group="Unheard", desk="Forgets")
    red(match, "Unheard", "forgets what it has refunded", "test_a_refunded_order_is_known")


@check(part=3, title="a desk that mixes up two customers")
async def test_a_desk_that_mixes_up(play):
    match = await play(run_tests, group="Unheard", desk="MixesUp")
    red(match, "Unheard", "mixes up two customers who come at the same time", "test_two_customers_at_once")


@check(part=3, title="a desk that writes a mail and never sends it")
async def test_a_desk_that_tells_nobody(play):
    match = await play(run_tests, group="Unheard", desk="TellsNobody")
    red(match, "Unheard", "calls `send` and does not await it, so no mail is sent", TOLD)


@check(part=3, title="a desk that sends another amount")
async def test_a_desk_that_tells_the_wrong_thing(play):
    match = await play(run_tests, group="Unheard", desk="TellsTheWrongThing")
    red(match, "Unheard", "writes a wrong amount to them", TOLD)
