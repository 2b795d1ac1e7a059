"""What a check file is written with: scenarios and what travels with them, titles, bounds, errors of a service."""

from __future__ import annotations

import importlib.util
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.judge.checks import CheckFileError
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.scenarios import Scenario
from grader.judge.world import World
from grader.live.stage import LiveMatch
from grader.verdict import Check, Status

Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Import a check file from its source."""

    def load_source(source: str) -> ModuleType:
        path = tmp_path / "test_loaded.py"
        path.write_text(
            "from grader.judge import check, helper, scenario, service\n" + textwrap.dedent(source), "utf-8"
        )
        spec = importlib.util.spec_from_file_location("test_loaded", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load_source


TRAVELLING = '''
import asyncio
import collections.abc as abc, functools
from contextlib import suppress as ignoring

SECRET = "the expected value"

@helper
class Counter:
    """Counts."""
    def __init__(self):
        self.count = 0

@helper
@functools.cache
def wrapped():
    return 1

@helper
async def twice(work):
    return await asyncio.gather(work(), work())

@helper
def unused():
    return ignoring

@helper
async def counted(kata):
    counter = Counter()
    with ignoring(ValueError):
        await twice(functools.partial(kata.work, counter))
    return counter.count + wrapped()

@scenario
async def both(kata):
    return await counted(kata)

def expected(match):
    return SECRET
'''


def test_helpers_and_imports_travel_with_the_scenario_and_nothing_else_does(load: Load) -> None:
    played = load(TRAVELLING).both
    assert isinstance(played, Scenario)
    lines = played.source.splitlines()
    assert [line for line in lines if "import" in line] == [
        "import asyncio",
        "import functools",
        "from contextlib import suppress as ignoring",
    ]
    for name, travels in (
        ("Counter", True),
        ("@functools.cache", True),
        ("twice", True),
        ("counted", True),
        ("unused", False),
        ("SECRET", False),
    ):
        assert (name in played.source) is travels
    namespace: dict[str, Any] = {}
    exec(compile(played.source, "<scenario>", "exec"), namespace)
    assert namespace["both"].__code__.co_firstlineno == 1 + TRAVELLING.splitlines().index("async def both(kata):") + 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "LIMIT = 3\n@scenario\nasync def some(kata):\n    return kata.limit(LIMIT)",
            "uses 'LIMIT', which does not reach",
        ),
        ("import grader.wire\n@scenario\ndef some(kata):\n    return grader.wire", "imports of the standard library"),
        ("@scenario\ndef some(kata):\n    return later()\n@helper\ndef later(): pass", "marked with @helper above"),
        ("def plain(): pass\n@scenario\ndef some(kata):\n    return plain()", "uses 'plain'"),
        ("N = 1\n@helper\ndef help(): return N\n@scenario\ndef some(kata): help()", "The scenario some uses 'N'"),
        ("N = 1\n@scenario\ndef some(kata, n=N): pass", "uses 'N'"),
        ("@scenario\nasync def some(kata):\n    note('a', 1)", "name it as a parameter, after kata"),
        ("@scenario\nasync def some(kata):\n    services.show()", "name it as a parameter, after kata"),
        ("@scenario\nasync def some(names):\n    pass", "needs kata, the learner's module"),
        ("@scenario\nclass Some:\n    pass", "@scenario goes on a def"),
        ("@check(part=1)\nasync def test_some(play):\n    pass", "test_some needs a title"),
        ('@check(part=1)\nasync def test_some(play):\n    """One.\n\n    Two."""', "a docstring of one line"),
    ],
)
def test_what_would_not_work_is_refused_in_a_sentence(load: Load, source: str, said: str) -> None:
    with pytest.raises(CheckFileError, match=said):
        load(source)


def test_a_title_may_be_the_docstring(load: Load) -> None:
    module = load('@check(part=2)\nasync def test_some(play):\n    """a ping is answered at once."""\n')
    assert module.test_some.awaitlings_check.title == "a ping is answered at once"


# --- asking and expecting -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Match, LiveMatch])
def test_what_asserts_is_called_expect(kind: type) -> None:
    """Everything public that can raise Unmet, itself or through what it calls of its own, is called expect…"""
    functions = {name: inspect.getsource(value) for name, value in vars(kind).items() if inspect.isfunction(value)}
    asserting = {name for name, source in functions.items() if "raise Unmet(" in source}
    while (
        more := {name for name, source in functions.items() if any(f"self.{one}(" in source for one in asserting)}
        - asserting
    ):
        asserting |= more
    waits = {
        "until",
        "ended",
        "settle",
        "finished",
        "run_tests",
        "stands_at",
    }  # these act; an endless program ends them
    through_waiting = {name for name in asserting if not name.startswith(("_", "expect"))}
    assert through_waiting <= waits


@pytest.mark.parametrize(
    "expectation",
    [
        lambda match: match.expect_peak("fetch"),
        lambda match: match.expect_calls("fetch"),
        lambda match: match.expect_seconds(),
        lambda match: match.expect_seconds(1.0, at_most=2.0),
    ],
)
def test_an_expectation_without_a_bound_is_refused(expectation: Callable[[Match], object]) -> None:
    match = Match(Evidence(end="returned"), World("seed", {}, None), "", {})  # type: ignore[arg-type]
    with pytest.raises(CheckFileError, match="wants a bound"):
        expectation(match)


# --- played ---------------------------------------------------------------------------------------------

TOML = """
title = "A print shop"
track = "never-block"
learn = "Nothing."
files = ["shop.py"]
hints = ["one", "two", "three"]
why = "Because."
parts = [{title = "All", points = 1}]
"""
SERVICES = """
class PdfError(Exception):
    pass

async def render(name):
    raise NotImplementedError
"""
CHECKS = '''
import asyncio
from grader.judge import check, helper, scenario, service

@service(latency=1.0)
def render(call, name):
    raise call.error("PdfError", f"{name} is torn")

@helper
async def kind_of_error(awaitable):
    try:
        await awaitable
    except Exception as error:
        return [type(error).__module__, type(error).__name__, str(error)]

@scenario
async def one_page(kata, services, name):
    await asyncio.sleep(1.0)
    return [await kind_of_error(kata.render(name)), await kind_of_error(services.render(name))]

@check(part=1)
async def test_errors(play):
    """errors come as they are."""
    match = await play(one_page, name="page 3")
    match.expect_result([["services", "PdfError", "page 3 is torn"]] * 2)
    match.expect_seconds(3.0)

@check(part=1, title="a bound is missing")
async def test_no_bound(play):
    match = await play(one_page, name="page 3")
    match.expect_calls("render")
'''


def test_a_service_raises_the_exceptions_of_services_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "exercises" / "41_print_shop"
    (folder / ".hidden").mkdir(parents=True)
    (folder / "exercise.toml").write_text(TOML, "utf-8")
    (folder / "services.py").write_text(SERVICES, "utf-8")
    (folder / "shop.py").write_text(
        "import services\n\nasync def render(name):\n    return await services.render(name)\n"
    )
    (folder / ".hidden" / "test_shop.py").write_text(CHECKS, "utf-8")
    [exercise] = catalogue.load(exercises=tmp_path / "exercises")
    verdict = grade([exercise], Options(1), folder_of=lambda exercise: exercise.folder)
    errors, no_bound = verdict.exercises[0].checks
    assert isinstance(errors, Check)
    assert (errors.status, errors.title, errors.message) == (Status.PASSED, "errors come as they are", "")
    assert no_bound.status is Status.ERROR
    assert "wants a bound" in no_bound.message
