"""Visible checks: read them, and `nox -s grade -- 82` plays them. They run your tests, as `never_ran.py` itself does."""

import unittest

from grader.judge import check, scenario, service


@service(latency=(0.1, 0.3))
def open_till(call):
    return f"till {call.word}"


@service(latency=(0.1, 0.3))
def close_till(call, till):
    return None


@service(latency=(0.1, 0.2))
def paid(call, order):
    return call.number(2_000, 5_000)


@service(latency=(0.4, 0.9))
def pay_back(call, till, order, amount):
    return None


@scenario
def run_tests(kata, services, group, desk):
    class Result(unittest.TestResult):
        def addError(self, test, error):
            errors.append(error[1])
            super().addError(test, error)

    services.released = getattr(services, desk)
    tests = getattr(kata, group, None)
    if not (isinstance(tests, type) and issubclass(tests, unittest.TestCase)):
        return None
    errors = []
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(tests)
    names = [test.id().rpartition(".")[2] for test in suite]
    result = Result()
    suite.run(result)
    if errors and desk == "RefundDesk":
        raise errors[0]
    red = [test.id().rpartition(".")[2] for test, _ in [*result.failures, *result.errors] if hasattr(test, "id")]
    return {"red": sorted(set(red)), "green": sorted(set(names) - set(red))}


def each_ran(match, group):
    """No test, and no hook, was a coroutine that unittest threw away."""
    match.expect_seconds(at_least=0)  # nothing was raised
    words = f"There is no unittest.TestCase named {group} in your file."
    match.expect(match.result is not None, words, mistake="wrong-answer", function=group)
    for seen in match.evidence.never_awaited:
        if seen.what.startswith((f"{group}.test", f"{group}.setUp", f"{group}.tearDown")):
            words = f"unittest called {seen.what}, got a coroutine and threw it away: not a line of it has run."
            match.expect(False, words, mistake="test-never-ran", function=seen.what)


def right_desk(match, group):
    each_ran(match, group)
    for name in match.result["red"]:
        words = f"RefundDesk in services.py is right, and {name} fails."
        match.expect(False, words, mistake="check-too-strict", function=f"{group}.{name}")
    match.expect_all_awaited()
    words = f"{group} says OK, and no money was paid back: nothing was tested."
    match.expect(match.calls("pay_back"), words, mistake="check-too-weak", function=group)
    match.expect_clean()


def broken_desk(match, group):
    each_ran(match, group)
    for seen in match.evidence.unread:
        words = f"The {seen.error} was raised in a task that {group} never awaits, so no test fails."
        match.expect(match.result["red"] == [], words, mistake="error-unread", at=seen.at)
    for name in match.result["green"]:
        words = f"BrokenDesk in services.py does everything wrong, and {name} says OK."
        match.expect(False, words, mistake="check-too-weak", function=f"{group}.{name}")


@check(part=1, title="a desk that is right gets an OK, and one that pays half does not")
async def test_one_refund(play):
    right_desk(await play(run_tests, group="OneRefund", desk="RefundDesk"), "OneRefund")
    broken_desk(await play(run_tests, group="OneRefund", desk="BrokenDesk"), "OneRefund")


@check(part=2, title="the till is closed after a test")
async def test_the_till(play):
    match = await play(run_tests, group="WithATill", desk="RefundDesk")
    right_desk(match, "WithATill")
    match.expect_cleanup("close_till", exactly=len(match.calls("open_till")))


@check(part=3, title="a desk that is right gets an OK, and one that is wrong in three ways gets none")
async def test_unheard(play):
    right_desk(await play(run_tests, group="Unheard", desk="RefundDesk"), "Unheard")
    broken_desk(await play(run_tests, group="Unheard", desk="BrokenDesk"), "Unheard")
