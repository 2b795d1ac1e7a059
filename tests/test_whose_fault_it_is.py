"""An error of the check's own, or of ours, is told as that; one that the learner's value causes is the learner's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.exercise.catalogue import load
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.judge.evidence import Born
from grader.judge.scenarios import Scenario, scenario
from grader.judge.whose import tripped_over
from grader.lab import authoring
from grader.verdict import Check, Status

CHECKS = """
from grader.judge import check, scenario, service

@service(latency=(0.5, 1.0))
def fetch(call, name):
    return call.word

@scenario
async def played(kata, note):
    import asyncio
{body}

@check(part=1, title="it does")
async def test_it(play):
    match = await play(played)
    match.expect_result(1)
"""
STUB = "from services import fetch\n\n\nasync def work():\n    return 1\n\n\ndef start():\n    return [1]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exercises"
    authoring.create("whose", "calls", folder)
    return folder


def judged(folder: Path, body: str, answer: str) -> Check:
    [home] = folder.glob("*_whose")
    text = "".join(f"    {line}\n" for line in body.splitlines())
    (home / ".hidden" / "test_whose.py").write_text(CHECKS.format(body=text.rstrip()))
    (home / "services.py").write_text("import asyncio\n\n\nasync def fetch(name):\n    await asyncio.sleep(1)\n")
    (home / "whose.py").write_text(STUB)
    [exercise] = load(exercises=folder)
    from grader.exercise import stubs

    stubs.stamp([exercise])
    [exercise] = load(exercises=folder)
    [result] = GradingRun([job_of(exercise, {"whose.py": answer.encode()})], Options(1)).run()
    [check] = exercise_verdict(result).checks
    return check


def test_a_line_of_the_check_that_always_fails_is_ours(folder: Path) -> None:
    check = judged(folder, "await kata.work()\nreturn asyncio.all_tasks().nothing", STUB)
    assert check.status is Status.ERROR
    assert "An error in line 12 of the check, and not in your code: AttributeError" in check.message


def test_a_line_of_the_check_that_the_learner_makes_fail_is_no_way_out(folder: Path) -> None:
    answer = f"import asyncio\n{STUB}\nasyncio.all_tasks = None\n"
    check = judged(folder, "await kata.work()\nreturn len(asyncio.all_tasks())", answer)
    assert check.status is Status.FAILED, check.message
    assert "With your code, line 12 of the check failed (TypeError" in check.message
    assert "please report this" in check.message


@pytest.mark.parametrize(
    ("returned", "told", "mistake"),
    [
        ("None", "There, `made` was None. TypeError", "unhandled-error"),
        ("work()", "There, `made` was of type coroutine. TypeError", "never-awaited"),
    ],
)
def test_a_line_that_goes_on_with_the_learners_value_is_the_learners(
    folder: Path, returned: str, told: str, mistake: str
) -> None:
    answer = STUB.replace("return [1]", f"return {returned}")
    check = judged(folder, "made = kata.start()\nfirst = made[0]\nreturn first", answer)
    assert check.status is Status.FAILED, check.message
    assert check.message.startswith("The check went on with what your code gave it: `made[0]`.")
    assert told in check.message
    assert check.mistake is not None
    assert check.mistake.name == mistake


def test_a_loop_of_the_check_is_told_by_its_head_and_the_learners_module_is_no_value(folder: Path) -> None:
    check = judged(folder, "async for item in kata.work():\n    note('item', item)", STUB)
    assert check.message.startswith(
        "The check went on with what your code gave it: `async for item in kata.work()`. TypeError"
    )


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("async for item in work():\n        pass", "return no list"),
        ("await items()", "`async for` asks a stream for its items"),
        ("async with items() as stream:\n        pass", "aclosing(stream)"),
        ("yield 1\n    return 2", "handed out by `yield`"),
    ],
)
def test_advice_about_a_stream_fits_what_was_done_with_it(folder: Path, line: str, advice: str) -> None:
    answer = f"{STUB}\n\nasync def items():\n    yield 1\n\nasync def reads():\n    {line}\n"
    check = judged(folder, "await kata.reads()", answer)
    assert check.mistake is not None
    assert advice in check.mistake.advice, check.message


def test_a_call_that_does_not_fit_a_service_is_the_learners(folder: Path) -> None:
    check = judged(folder, "return await kata.work()", STUB.replace("return 1", "return await fetch()"))
    assert (check.status, "missing a required argument" in check.message) == (Status.FAILED, True)
    assert "check" not in check.message


def test_a_generator_that_yields_while_the_check_closes_it_is_the_learners_and_named_as_that(folder: Path) -> None:
    answer = STUB + "\n\nasync def items():\n    try:\n        yield 1\n    finally:\n        yield 2\n"
    check = judged(folder, "items = kata.items()\nawait anext(items)\nawait items.aclose()", answer)
    assert (check.status, check.message) == (
        Status.FAILED,
        "It raised RuntimeError: async generator ignored GeneratorExit",
    )
    assert check.mistake is not None
    assert check.mistake.name == "yield-while-closing"


@scenario
async def a_scenario(kata, note, names):  # type: ignore[no-untyped-def]
    import asyncio

    seen = []
    async with kata.Desk() as desk:
        task = asyncio.create_task(desk.work())
        for name in names:
            seen.append(await desk.ask(name))
    left = [one.get_name() for one in asyncio.all_tasks()]
    count = len(names)
    return seen, task, left, count


@pytest.mark.parametrize(
    ("text", "learners"),
    [
        ("desk.ask(name)", True),
        ("desk.work()", True),
        ("(seen, task, left, count)", True),
        ("asyncio.all_tasks()", False),
        ("one.get_name()", False),
        ("len(names)", False),
    ],
)
def test_what_a_line_goes_on_with(text: str, learners: bool) -> None:
    import ast

    shown: Scenario = a_scenario
    node = next(
        node for node in ast.walk(ast.parse(shown.source)) if isinstance(node, ast.expr) and ast.unparse(node) == text
    )
    born = Born((node.lineno, node.end_lineno or 0, node.col_offset, node.end_col_offset or 0))
    assert (tripped_over(born, shown) is not None) == learners
