"""A learner's own tests: pytest runs them in a program of its own, and tells how each one ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

# Run behind the code of a check, which defines `deliver(name)`: it puts in place what the tests are to test. The first
# delivery is right: what a test raises there goes to standard error, as from a program, so that its line is known.
DRIVER = """

import json as _json
import os as _os
import sys as _sys
import traceback as _traceback

import pytest as _pytest

_file, _order, *_names = _sys.argv[1:]


class _Tell:
    def __init__(self, name):
        self.name = name

    def say(self, **facts):
        print("\\n" + _json.dumps({"delivery": self.name, **facts}), file=_sys.__stdout__, flush=True)

    def pytest_collection_modifyitems(self, items):
        if _order == "backwards":
            items.reverse()

    def pytest_runtest_logreport(self, report):
        crash = getattr(getattr(report.longrepr, "reprcrash", None), "message", str(report.longrepr or ""))
        self.say(test=report.location[2], when=report.when, outcome=report.outcome, text=crash)

    def pytest_collectreport(self, report):
        if report.failed:
            self.say(test="", when="collect", outcome="failed", text=str(report.longrepr))

    def pytest_exception_interact(self, call):
        if self.name == _names[0]:
            _traceback.print_exception(call.excinfo.value, file=_sys.__stderr__)


_os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what else is installed here is no part of the exercise
with open("awaitlings_pytest.ini", "w") as _ini:
    _ini.write("[pytest]\\nasyncio_mode = strict\\n")
for _name in _names:
    deliver(_name)
    _sys.modules.pop(_file.removesuffix(".py"), None)
    _options = ["-c", "awaitlings_pytest.ini", "--rootdir", ".", "-q", "-W", "ignore"]
    _options += ["-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"]
    _code = _pytest.main([*_options, _file], plugins=[_Tell(_name)])
    _Tell(_name).say(over=int(_code))
"""


@dataclasses.dataclass(frozen=True)
class TestsRun:
    """How a run of a learner's tests ended: what failed, by the name of the test, and what it said."""

    __test__ = False  # for our own pytest

    passed: tuple[str, ...]
    failed: dict[str, str]
    over: bool  # pytest came to its end

    @property
    def asserted(self) -> bool:
        """What failed first was an assertion of the learner's, or a mock whose `side_effect` has no reply left."""
        begins = ("assert", "e       assert", "expected", "stopasynciteration", "stopiteration")
        return next(iter(self.failed.values()), "").lower().startswith(begins)


def read(facts: Iterable[Any], delivery: str) -> TestsRun:
    """What the driver told of one delivery, a fact a line."""
    passed: list[str] = []
    failed: dict[str, str] = {}
    over = False
    for fact in facts:
        if not isinstance(fact, dict) or fact.get("delivery") != delivery:
            continue
        over = over or "over" in fact
        if fact.get("outcome") == "failed":
            failed.setdefault(fact["test"], fact["text"])
        elif fact.get("outcome") == "passed" and fact["when"] == "call":
            passed.append(fact["test"])
    return TestsRun(tuple(name for name in passed if name not in failed), failed, over)
