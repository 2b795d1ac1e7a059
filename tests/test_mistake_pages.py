"""Every named mistake has a page, and the code on it does what the page says: judged in a match, under its name."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.diagnosis import MISTAKES, diagnose, ending
from grader.judge.clock import SECOND, Clock
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.players import Players
from grader.judge.talk import Setup, play
from grader.judge.unmet import About, Unmet
from grader.judge.world import World
from grader.sandbox.limits import LIMITS
from grader.wire import Opaque
from tests.pages import REAL, SECTIONS, SERVICES, Page, pages, services

PAGES = pages()
HERE = sorted(set(PAGES) - REAL)
QUICK = {
    "spinning": dataclasses.replace(LIMITS, cpu_seconds=1),
    "cpu-in-the-loop": dataclasses.replace(LIMITS, step_cpu_seconds=0.08),
    "blocked-outside": dataclasses.replace(LIMITS, silent_seconds=0.5),
}

# How main is called where it is not just awaited (or, where it is a plain function, called).
SCENARIOS = {
    "cleanup-cut-off": """
        async def played(kata, note):
            import asyncio
            task = asyncio.create_task(kata.main())
            for pause in (1, 0.2, 0.2):
                await asyncio.sleep(pause)
                task.cancel()
            await asyncio.wait([task])
    """,
    "loop-starved": """
        async def played(kata, note):
            import asyncio
            turns = 0
            async def beat():
                nonlocal turns
                while True:
                    turns += 1
                    await asyncio.sleep(0)
            heart = asyncio.create_task(beat())
            await kata.main()
            heart.cancel()
            return turns
    """,
    "ran-ahead": """
        async def played(kata, note):
            import asyncio, contextlib
            async with contextlib.aclosing(kata.main()) as stream:
                await anext(stream)
                await asyncio.sleep(5)
    """,
    "stream-of-tokens": """
        async def played(kata, note):
            async for token in kata.main():
                note("token", token)
    """,
    "test-never-ran": """
        def played(kata, note):
            import io, unittest
            suite = unittest.defaultTestLoader.loadTestsFromModule(kata)
            return unittest.TextTestRunner(io.StringIO()).run(suite).wasSuccessful()
    """,
    "check-too-weak": """
        async def played(kata, note):
            async def page(name):
                return "error 500"
            try:
                await kata.test_page(page)
            except AssertionError:
                return "no"
    """,
    "mock-not-awaited": """
        async def played(kata, note):
            async def notify(send, reader):
                send(reader).close()
            try:
                await kata.test_notify(notify)
            except AssertionError:
                return "no"
    """,
    "check-too-strict": """
        async def played(kata, note):
            from services import fetch
            try:
                await kata.test_page(fetch)
            except AssertionError:
                return "no"
    """,
    "finding-missed": """
        async def played(kata, note):
            import asyncio
            async def inner():
                await asyncio.Event().wait()
            async def outer():
                await inner()
            task = asyncio.create_task(outer())
            await asyncio.sleep(1)
            found = kata.where_it_waits(task)
            task.cancel()
            await asyncio.wait([task])
            return found
    """,
    "false-alarm": """
        async def played(kata, note):
            import asyncio
            task = asyncio.create_task(asyncio.sleep(9), name="nine seconds")
            await asyncio.sleep(1)
            found = kata.who_waits()
            await task
            return found
    """,
    "test-by-the-clock": """
        async def played(kata, note):
            import asyncio
            async def ask_all(names, ask):
                await asyncio.sleep(1)
                return await asyncio.gather(*map(ask, names))
            try:
                await kata.test_together(ask_all)
            except AssertionError:
                return "no"
    """,
    "yield-while-closing": """
        async def played(kata, note):
            stream = kata.main()
            await anext(stream)
            await stream.aclose()
    """,
}
SCENARIOS["yield-in-group"] = SCENARIOS["yield-while-closing"]
SCENARIOS["buffered-stream"] = SCENARIOS["stream-of-tokens"]
AWAITED = "async def played(kata, note):\n    return await kata.main()"
CALLED = "def played(kata, note):\n    return kata.main()"

Expectation = Callable[[Match], object]


def fetched(*names: str) -> Expectation:
    """It returned the answers to these names, one or a list of them, and left nothing behind."""

    def expect(match: Match) -> None:
        answers = [match.reply("fetch", name) for name in names]
        match.expect_result(answers if len(answers) > 1 else answers[0])
        match.expect_clean()

    return expect


def together(seconds: float, *names: str) -> Expectation:
    def expect(match: Match) -> None:
        match.expect_seconds(seconds)
        fetched(*names)(match)

    return expect


def returned(value: object) -> Expectation:
    def expect(match: Match) -> None:
        match.expect_clean()
        match.expect_result(value)

    return expect


def expected(condition: Callable[[Match], object], name: str) -> Expectation:
    """Where only a check can know the cause, it names it: the exercises do the same."""
    return lambda match: match.expect(condition(match), "It is not as it should be.", mistake=name)


def chains(match: Match) -> list[str]:
    first, second = match.reply("fetch", "a"), match.reply("fetch", "slow")
    return [match.reply("fetch", f"{first} slow"), match.reply("fetch", second)]


EXPECTATIONS: dict[str, Expectation] = {
    "leaves-except-star": returned("nothing found"),
    "needless-async": expected(
        lambda match: not any(isinstance(one, Opaque) for one in match.result), "needless-async"
    ),
    "coroutine-reused": lambda match: match.expect_result([match.reply("fetch", "a")] * 2),
    "loop-starved": expected(lambda match: match.result > 5, "loop-starved"),
    "called-too-early": lambda match: match.expect_result(match.reply("fetch_blocking", "a")),
    "spinning": fetched("a"),
    "polling": together(1.0, "a"),
    "guessed-wait": together(1.0, "a"),
    "error-let-through": lambda match: match.expect_error("NotFound"),
    "timeout-caught-inside": fetched("b"),
    "sequential-awaits": together(1.0, "a", "b"),
    "needless-wait": lambda match: (
        match.expect_result(chains(match)), expected(lambda match: match.seconds <= 4, "needless-wait")(match)
    ),
    "limit-exceeded": lambda match: match.expect_peak("fetch", at_most=2),
    "limit-too-low": lambda match: match.expect_peak("fetch_blocking", at_least=4),
    "session-shared": lambda match: match.expect_apart("fetch", by="name"),
    "held-while-waiting": expected(lambda match: match.calls("fetch")[1].start < 1.1, "held-while-waiting"),
    "rate-exceeded": lambda match: match.expect_rate("fetch", 1, 0.9),
    "too-slow": together(1.0, "a"),
    "wrong-order": fetched("slow", "a"),
    "never-discarded": expected(lambda match: match.result == 0, "never-discarded"),
    "not-cancelled": lambda match: match.expect_cancelled("fetch", exactly=1),
    "cancelled-too-much": lambda match: match.expect_cancelled("fetch", 0),
    "cancel-not-awaited": lambda match: match.expect_cleanup("tidy_up", exactly=1),
    "cancelled-again": lambda match: match.expect_cleanup("tidy_up", 2),
    "cleanup-skipped": lambda match: match.expect_cleanup("tidy_up", exactly=1),
    "cleanup-cut-off": lambda match: match.expect_cleanup("tidy_up", exactly=1),
    "deadline-missed": lambda match: (match.expect_deadline(2.5), match.expect_result("too late")),
    "error-swallowed": lambda match: match.expect_error("LookupError"),
    "error-replaced": lambda match: match.expect_error("LookupError"),
    "error-as-answer": lambda match: match.expect_result([match.reply("fetch", "a")]),
    "gave-up-too-soon": lambda match: (
        match.expect_error("LookupError") if match.error else None,
        expected(lambda match: not match.error, "gave-up-too-soon")(match),
        match.expect_result(match.reply("fetch", "slow")),
    ),
    "group-not-caught": returned("nothing found"),
    "not-closed": lambda match: match.expect_loops_closed(),
    "buffered-stream": lambda match: match.expect_note_times("token", [1, 2, 3]),
    "ran-ahead": expected(lambda match: len(match.calls("fetch")) == 1, "ran-ahead"),
    "stream-not-closed": lambda match: match.expect_closed("tokens", exactly=1),
    "check-then-act": expected(lambda match: match.result == 40, "check-then-act"),
    "lost-update": expected(lambda match: match.result == 2, "lost-update"),
    "order-assumed": expected(
        lambda match: match.result == {name: match.reply("fetch", name) for name in ("slow", "a")}, "order-assumed"
    ),
    "answer-not-asked": fetched("a"),
    "call-missing": expected(lambda match: match.calls("tidy_up"), "call-missing"),
    "wait-skipped": lambda match: match.expect_seconds(4.0),
    "called-too-often": lambda match: match.expect_calls("fetch", 1),
    "retry-too-soon": expected(lambda match: match.calls("fetch")[1].start >= 4, "retry-too-soon"),
    "no-jitter": lambda match: match.expect_rate("fetch", 3, 0.05, since=0.5, mistake="no-jitter"),
    "retried-in-vain": lambda match: (
        match.expect_error("LookupError"),
        expected(lambda match: len(match.calls("fetch")) == 1, "retried-in-vain")(match),
    ),
    "heap-tie": returned(["awake", "awake"]),
    "wrong-prediction": lambda match: match.expect_prediction("main", 1.0),
    "wrong-answer": lambda match: match.expect_result({"a": match.reply("fetch", "a")}),
    "unhelpful-error": lambda match: match.expect_error("RuntimeError", saying="afetch"),
    "test-never-ran": lambda match: (
        match.expect(match.calls("fetch"), "No line of it ran.", mistake="test-never-ran"),
        match.expect_result(True),
    ),
    "check-too-weak": expected(lambda match: match.result == "no", "check-too-weak"),
    "mock-not-awaited": expected(lambda match: match.result == "no", "mock-not-awaited"),
    "finding-missed": expected(lambda match: match.result == ["outer", "inner", "wait"], "finding-missed"),
    "false-alarm": expected(lambda match: match.result == ["nine seconds"], "false-alarm"),
    "test-by-the-clock": expected(lambda match: match.result != "no", "test-by-the-clock"),
    "check-too-strict": expected(lambda match: match.result != "no", "check-too-strict"),
    "changed-while-looping": returned("done"),
    "context-left": expected(lambda match: match.result == "no user", "context-left"),
    "shared-state": expected(
        lambda match: [one[0] for one in match.result] == ["a", "b"], "shared-state"
    ),
    "task-done-missing": returned("done"),
    "missed-the-end": lambda match: match.expect_result(match.replies("tokens", "a")),
    "failure-kept": expected(lambda match: len(match.calls("fetch")) == 2, "failure-kept"),
    "flooded": returned(None),
    "exited": returned("done"),
    "no-backpressure": expected(lambda match: match.calls("fetch")[4].start > 9, "no-backpressure"),
    "thread-not-needed": expected(lambda match: not match.calls("fetch_blocking"), "thread-not-needed"),
    "connection-of-another-thread": returned([(1,)]),
    "half-written": expected(lambda match: match.result == [], "half-written"),
    "tampered": expected(lambda match: match.calls("fetch"), "tampered"),
}  # fmt: skip


def judged(players: Players, name: str, source: str) -> str:
    """The name under which a check fails this code as the learner's module; "" where it passes."""
    scenario = SCENARIOS.get(name) or (CALLED if re.search(r"^def main", source, re.MULTILINE) else AWAITED)
    indent = re.match(r"\s*", scenario)[0].lstrip("\n")
    text = "\n".join(line.removeprefix(indent) for line in scenario.splitlines())
    modules = {"kata": ("kata.py", source, False), "services": ("services.py", SERVICES, False)}
    limits = QUICK.get(name, LIMITS)
    world = World("seed", services(), Clock(round(limits.simulated_seconds * SECOND)))
    evidence = play(players, Setup(modules, "kata", text, "played", {}, 4), world, limits)
    try:
        ended_as_it_should(evidence)
        match = Match(evidence, world, "main()", {})
        EXPECTATIONS.get(name, lambda match: match.expect_clean())(match)
        match.expect_clean()
    except Unmet as unmet:
        mistake = diagnose(evidence, unmet, {"kata.py": source})
        assert mistake
        return mistake.name
    return ""


def ended_as_it_should(evidence: Evidence) -> None:
    if evidence.end not in ("returned", "raised"):
        raise Unmet(About.END, ending(evidence))


@pytest.mark.parametrize("name", HERE)
def test_the_bad_code_of_a_page_gets_this_name(players: Players, name: str) -> None:
    assert judged(players, name, PAGES[name].code("Instead of")) == name


@pytest.mark.parametrize("name", HERE)
def test_the_good_code_of_a_page_passes(players: Players, name: str) -> None:
    assert judged(players, name, PAGES[name].code("Write")) == ""


def test_every_name_has_a_page_and_every_page_a_name() -> None:
    """Whoever adds a name to grader/diagnosis/names.py writes docs/mistakes/NAME.md; the one next to it shows how."""
    assert sorted(PAGES) == sorted(MISTAKES)


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_all_pages_have_one_form(page: Page) -> None:
    assert page.title == page.name
    assert tuple(page.sections) == SECTIONS
    assert page.opening
    assert all(page.sections.values())
    assert page.code("Instead of") != page.code("Write")
    assert "](https://" in page.sections["In the documentation"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_code_fits_a_narrow_page(name: str) -> None:
    for section in ("Instead of", "Write"):
        assert max(map(len, PAGES[name].code(section).splitlines())) <= 100


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="ruff is not installed")
def test_a_rule_of_ruff_that_a_page_names_finds_the_bad_code(tmp_path: Path) -> None:
    named = {name: re.match(r"ruff `(\w+)`", page.sections["Linters"]) for name, page in PAGES.items()}
    rules = {name: found[1] for name, found in named.items() if found}
    for name in rules:
        (tmp_path / f"{name}.py").write_text(PAGES[name].code("Instead of"))
    options = ("--isolated", "--no-cache", "--preview", "--output-format=json", f"--select={','.join(rules.values())}")
    command = [sys.executable, "-m", "ruff", "check", *options, str(tmp_path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    assert {(Path(each["filename"]).stem, each["code"]) for each in found} >= set(rules.items())
