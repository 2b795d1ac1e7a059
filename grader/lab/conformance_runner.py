"""Runs tests of one module with unittest and says how each ended: in a player, or by itself in plain Python.

It is read as text, and plays the part of a learner's module: nothing of the grader can be imported here.
"""

from __future__ import annotations

import fnmatch
import importlib
import json
import os
import sys
import time
import unittest
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Tell = Callable[[str, list[str]], object]


class Result(unittest.TestResult):
    """Tells how each test ended as soon as it has."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.tell = tell
        self.how = ""

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.how = "passed"
        self.tell("begun", [test.id(), ""])
        time.sleep(1e-6)  # what was told is on its way then, whatever this test does

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        self.tell("ended", [test.id(), self.how])

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self.how = f"failed: {err[1]!r}"[:200]

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self.how = f"failed: {err[1]!r}"[:200]

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.how = f"failed: {err[1]!r}"[:200]

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self.how = "skipped"

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        super().addUnexpectedSuccess(test)
        self.how = "failed: it should not pass"


def run(module: str, tests: list[str], paths: list[str], tell: Tell, left_out: Sequence[str] = ()) -> None:
    """Run these tests of a module; without any, all of them. With `paths`, tests of anyio, in the first of these.

    `left_out`: patterns of tests that are told of, and not run.
    """
    sys.path[:0] = paths
    if paths:
        run_pytest(paths[0], module, tests, tell, left_out)
    else:
        run_unittest(module, tests, tell, left_out)


def is_left_out(test: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(test, pattern) for pattern in patterns)


def run_pytest(folder: str, file: str, tests: list[str], tell: Tell, left_out: Sequence[str]) -> None:
    """Run them as anyio itself does, on asyncio and without its limits of real time."""
    os.chdir(folder)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest

    class Told:
        how = ""

        def pytest_collection_modifyitems(self, items: list[Any]) -> None:
            items[:] = [item for item in items if "trio" not in item.nodeid and "uvloop" not in item.nodeid]
            for item in items:
                tell("begun", [item.nodeid, ""])
            items[:] = [item for item in items if not is_left_out(item.nodeid, left_out)]

        def pytest_runtest_logstart(self) -> None:
            self.how = "passed"
            time.sleep(1e-6)

        def pytest_runtest_logreport(self, report: Any) -> None:
            if report.outcome != "passed" and self.how in ("passed", "skipped"):
                said = str(getattr(report.longrepr, "reprcrash", report.longrepr))[-160:]
                self.how = "skipped" if report.skipped else f"failed: {said}"

        def pytest_runtest_logfinish(self, nodeid: str) -> None:
            tell("ended", [nodeid, self.how])

    options = ["-c", os.devnull, f"--rootdir={folder}", "-q", "-s", "-p", "no:cacheprovider", "-o", "anyio_mode=auto"]
    plugins = ["-p", "anyio.pytest_plugin", "-p", "pytest_mock"]
    pytest.main([*options, *plugins, *(tests or [file])], plugins=[Told()])


def run_unittest(module: str, tests: list[str], tell: Tell, left_out: Sequence[str]) -> None:
    """Run tests of CPython's."""
    try:
        from test import support  # type: ignore[import-not-found]

        support.use_resources = ()  # none that takes long, or needs a network
        support.verbose = 0
    except ImportError:
        pass
    loader = unittest.defaultTestLoader
    names = [test.removeprefix(f"{module}.") for test in tests]
    there = importlib.import_module(module)
    suite = loader.loadTestsFromNames(names, there) if names else loader.loadTestsFromModule(there)
    wanted = [test for test in _flat(suite) if test.id().startswith(module)]
    for test in [] if names else wanted:
        tell("begun", [test.id(), ""])
    unittest.TestSuite(test for test in wanted if not is_left_out(test.id(), left_out)).run(Result(tell))


def _flat(suite: Any) -> Iterator[unittest.TestCase]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _flat(test)
        else:
            yield test


if __name__ == "__main__":
    told = Path(sys.argv[1]).open("w", encoding="utf-8", buffering=1)  # noqa: SIM115 - until the end, whatever end

    def _tell(name: str, what: list[str]) -> None:
        told.write(json.dumps([name, *what]) + "\n")

    run(sys.argv[2], sys.argv[5:], json.loads(sys.argv[3]), _tell, json.loads(sys.argv[4]))
