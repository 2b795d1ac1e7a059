"""`conformance`: CPython's own tests, and anyio's, under the judge's clock and in plain Python.

There are no stricter tests for asyncio, threads and queues than CPython's, and they come with most Pythons. Each is
played in a player, with the whole recorder on, and run in plain Python. What then differs is run once more alone.
Differences that are expected stand in `conformance.toml`, each with its reason; any other one fails the run on the
Pythons that the file names.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import importlib.util
import json
import operator
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader.judge.clock import SECOND, Clock
from grader.judge.players import ROOT, Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS

EXPECTED = Path(__file__).with_name("conformance.toml")
RUNNER = Path(__file__).with_name("conformance_runner.py")
HOME = Path(os.__file__).parent
AT_ONCE = 60  # tests of one class in one match
ALONE, A_MODULE = 20, 900  # real seconds for one test, and for all of a module
# What these tests need, and honest answers do not.
ROOM = dataclasses.replace(
    LIMITS, cpu_seconds=60, step_cpu_seconds=60, silent_seconds=15, silences_seconds=90, output_bytes=2**26,
    file_bytes=2**30, open_files=4_096, messages=10**7, wire_bytes=2**30, waits=500_000, waits_after_end=5_000,
    memory_bytes=2**35,
)  # fmt: skip
SCENARIO = "def played(kata, note, module, tests, paths):\n    kata.run(module, tests, paths, note)\n"
ANYIO = "4.16.0"  # and what its tests need
FOR_ANYIO = ("pytest", "pytest-mock", "trustme")

# Suite -> modules of `test`, as patterns of their names; the short form takes those after the bar.
SUITES: dict[str, tuple[str, str]] = {
    "asyncio": (
        "test_asyncio.test_*",
        "test_asyncio.test_{context,futures2,locks,queues,taskgroups,threads,timeouts,waitfor}",
    ),
    "queue": ("test_queue", "test_queue"),
    "threading": ("test_thread{,ing,ing_local,_local_bytes,edtempfile,signals}", "test_threading_local"),
    "concurrent.futures": ("test_concurrent_futures{,.test_*}", "test_concurrent_futures.test_future"),
    "contextlib": ("test_contextlib{,_async}", "test_contextlib_async"),
    "unittest": (
        "test_unittest.{test_async_case,testmock.testasync}",
        "test_unittest.{test_async_case,testmock.testasync}",
    ),
    "anyio": ("tests/{,streams/}test_*.py", "tests/test_{lowlevel,synchronization}.py"),
}


@dataclasses.dataclass(frozen=True)
class Expected:
    """Tests that may end otherwise, or are not played at all (as patterns of names); on which Pythons, and why."""

    tests: tuple[str, ...]
    pythons: tuple[str, ...]
    reason: str

    def covers(self, test: str) -> bool:
        """Whether it is about this test on the Python at hand."""
        here = f"{sys.version_info.major}.{sys.version_info.minor}"
        return here in self.pythons and any(fnmatch.fnmatchcase(test, pattern) for pattern in self.tests)


def run(*, short: bool = False, only: Sequence[str] = (), keep: Path | None = None) -> int:
    """Play the suites, print the table, and return how many differences are not expected.

    `only`: suites or modules; `keep`: a file for all outcomes, as JSON.
    """
    known = tomllib.loads(EXPECTED.read_text("utf-8"))
    expected, left_out = (
        [Expected(tuple(one["tests"]), tuple(one["pythons"]), one["reason"]) for one in known[kind]]
        for kind in ("difference", "left_out")
    )
    print(f"Python {platform.python_version()}: tests under the judge's clock and in plain Python\n", flush=True)
    players = open_players(isolation="none")  # they may read the tests, and whatever these need
    rows: list[list[Any]] = []
    unlisted: list[str] = []
    told: dict[str, list[str]] = {}
    try:
        for suite in SUITES:
            paths = _anyio() if suite == "anyio" and (not only or suite in only) else []
            modules = _modules(SUITES[suite][short], paths)
            if only and suite not in only:
                modules = [module for module in modules if module.removeprefix("test.") in only]
                if not modules:
                    continue
            if not modules:
                home = "could not be had" if suite == "anyio" else f"did not come with this Python ({HOME / 'test'})"
                print(f"{suite}: its tests {home}.")
                continue
            rows.append([suite, 0, 0, 0, 0, Counter()])
            for module, plain, here in _compared(players, modules, paths, left_out):
                differ = [test for test in here if _differs(plain[test], here[test])]
                print(f"  {module}: {len(plain)} tests, {len(differ)} differ", flush=True)
                told |= {test: [plain[test], here.get(test, "left out")] for test in plain}
                for test in differ:
                    reason = next((one.reason for one in expected if one.covers(test)), "")
                    rows[-1][-1][reason] += 1
                    if not reason:
                        unlisted.append(f"{test}: {here[test]}")
                        print(f"    {unlisted[-1]}", flush=True)
                found = (len(plain), len(here) - len(differ), len(differ), len(plain) - len(here))
                rows[-1][1:5] = map(operator.add, rows[-1][1:5], found)
    finally:
        players.close()
    print()
    for suite, *counts, reasons in [["suite", "tests", "same", "different", "left out", {}], *rows]:
        print(f"{suite:20}" + "".join(f"{count:>11}" for count in counts) + f"   {_because(reasons)}".rstrip())
    if keep is not None:
        keep.write_text(json.dumps(told, indent=1), "utf-8")
    if unlisted:
        print("\nThese pass in plain Python, and conformance.toml does not expect:", *unlisted, sep="\n  ")
    vouched = platform.python_version() in known["pythons"]
    if unlisted and not vouched:
        print(f"\nThe file names {', '.join(known['pythons'])}; on another Python this is no failure.")
    return len(unlisted) if vouched else 0


def _because(reasons: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason or 'not expected'}" for reason, count in sorted(reasons.items()))


def _differs(plain: str, here: str) -> bool:
    """What fails or is skipped in plain Python says nothing about the clock."""
    return plain == "passed" and here != "passed"


def _modules(patterns: str, paths: Sequence[str]) -> list[str]:
    """The modules of `test` that a pattern names, or the files of anyio in the first of these paths."""
    if patterns.startswith("tests/"):
        files = [file for one in _alternatives(patterns) for path in paths[:1] for file in Path(path).glob(one)]
        return [file.relative_to(paths[0]).as_posix() for file in sorted(files)]
    roots = [(HOME / "test", "test.")]
    if sys.version_info < (3, 12):
        roots.append((HOME / "unittest" / "test", "test_unittest."))
    found: list[str] = []
    for one in _alternatives(patterns):
        for root, prefix in roots:
            inside = one.removeprefix("test_unittest.") if prefix != "test." else one
            if prefix != "test." and inside == one:
                continue
            for file in sorted(root.glob(inside.replace(".", "/") + ".py")):
                found.append(".".join(file.relative_to(HOME).with_suffix("").parts))
    return [name for name in found if not name.endswith(("__init__", "__main__"))]


def _anyio() -> list[str]:
    """Where anyio's tests lie, and then what they import: fetched once, with the pip of this Python. [] without it."""
    folder = ROOT / ".nox" / f"anyio-{ANYIO}-{sys.version_info.major}.{sys.version_info.minor}"
    pip = [str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "--disable-pip-version-check", "-q"]
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch = ("download", "--no-deps", "--no-binary", "anyio", "-d", folder, f"anyio=={ANYIO}")
        for step in (fetch, ("install", "--target", folder / "site", f"anyio=={ANYIO}", *FOR_ANYIO)):
            if subprocess.run([*pip, *map(str, step)], check=False, stderr=subprocess.DEVNULL).returncode:
                return []
        with tarfile.open(next(folder.glob("anyio-*.tar.gz"))) as packed:
            packed.extractall(folder, filter="data")
        (folder / "ready").touch()
    return [str(folder / f"anyio-{ANYIO}"), str(folder / "site")]


def _alternatives(pattern: str) -> Iterator[str]:
    head, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    inner, _, tail = rest.partition("}")
    for choice in inner.split(","):
        yield from _alternatives(head + choice + tail)


def _compared(
    players: Players, modules: Sequence[str], paths: list[str], left_out: Sequence[Expected]
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Each module, and how its tests ended: in plain Python, and in a player. What differed was run again alone.

    While a module is played, the next one runs in plain Python.
    """
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    never = [pattern for one in left_out if here in one.pythons for pattern in one.tests]
    played = [
        module for module in modules if not any(one.covers(f"{module}.") or one.covers(module) for one in left_out)
    ]
    with ThreadPoolExecutor(1) as ahead:
        for module, running in [
            (module, ahead.submit(_in_plain_python, module, [], paths, never)) for module in played
        ]:
            plain = running.result()
            tests = [test for test in plain if not any(one.covers(test) for one in left_out)]
            yield module, plain, _played(players, module, tests, paths, plain)


def _played(players: Players, module: str, tests: list[str], paths: list[str], plain: dict[str, str]) -> dict[str, str]:
    deadline = time.monotonic() + A_MODULE
    here: dict[str, str] = {}
    for batch in _batches(tests):
        here |= _in_a_player(players, module, batch, paths, deadline)
    for test in tests:
        if _differs(plain[test], here[test]) and time.monotonic() < deadline:
            here[test] = _in_a_player(players, module, [test], paths, deadline)[test]
            if here[test] != "passed":
                plain[test] = _in_plain_python(module, [test], paths).get(test, "no outcome")
    return here


def _batches(tests: Sequence[str]) -> Iterator[list[str]]:
    """A class at a time."""
    batch: list[str] = []
    for test in tests:
        dot = "::" if "::" in test else "."
        if batch and (len(batch) == AT_ONCE or batch[-1].rpartition(dot)[0] != test.rpartition(dot)[0]):
            yield batch
            batch = []
        batch.append(test)
    if batch:
        yield batch


def _in_a_player(players: Players, module: str, tests: list[str], paths: list[str], deadline: float) -> dict[str, str]:
    """How these tests end in one match. If it ends in the middle of one, those that are left are played in another."""
    modules = {"conformance_runner": ("conformance_runner.py", RUNNER.read_text("utf-8"), False)}
    if not paths:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        modules[module] = (spec.origin, Path(spec.origin).read_text("utf-8"), False)
    arguments = {"module": module, "paths": paths}
    here: dict[str, str] = {}
    while tests and time.monotonic() < deadline:
        setup = Setup(modules, "conformance_runner", SCENARIO, "played", arguments | {"tests": tests})
        evidence = play(players, setup, World("conformance", {}, Clock(10**9 * SECOND)), ROOM)
        here |= {str(value[0]): str(value[1]) for _, name, value in evidence.notes if name == "ended"}
        tests = [test for test in tests if test not in here]
        if tests:
            here[tests.pop(0)] = evidence.end if evidence.end != "raised" else f"raised {evidence.error}"
    return here | dict.fromkeys(tests, f"not played: its module took longer than {A_MODULE} s")


def _in_plain_python(module: str, tests: list[str], paths: list[str], left_out: Sequence[str] = ()) -> dict[str, str]:
    """How these tests of a module (none: all but what is left out) end by themselves."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        command = [sys.executable, str(RUNNER), str(told), module, json.dumps(paths), json.dumps(left_out), *tests]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        try:
            process.wait(ALONE if tests else A_MODULE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for line in told.read_text("utf-8").splitlines() if told.exists() else ():
            name, test, how = json.loads(line)
            if name == "ended" or test not in found:
                found[test] = how if name == "ended" else "no outcome"
    return found
