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
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.judge.clock import SECOND, Clock
from grader.judge.players import Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS

EXPECTED = Path(__file__).with_name("conformance.toml")
RUNNER = Path(__file__).with_name("conformance_runner.py")
AT_ONCE = 60  # tests of one class in one match
ALONE = 20.0  # real seconds for each test in plain Python
# What these tests need, and honest answers do not.
ROOM = dataclasses.replace(
    LIMITS, cpu_seconds=60, step_cpu_seconds=60, silent_seconds=30, silences_seconds=90, output_bytes=2**26,
    file_bytes=2**30, open_files=4_096, messages=10**7, wire_bytes=2**30, waits=500_000, waits_after_end=5_000,
    memory_bytes=2**35,
)  # fmt: skip
SCENARIO = "def played(kata, note, module, tests):\n    kata.run(module, tests, note)\n"

# Suite -> modules of `test`, as patterns of their names; the short form takes those after the bar.
SUITES: dict[str, tuple[str, str]] = {
    "asyncio": (
        "test_asyncio.test_*",
        "test_asyncio.test_{futures,futures2,locks,queues,timeouts,taskgroups,waitfor,threads,runners,context,eager_task_factory}",
    ),
    "queue": ("test_queue", "test_queue"),
    "threading": ("test_thread{,ing,ing_local,_local_bytes,edtempfile,signals}", "test_threading_local"),
    "concurrent.futures": ("test_concurrent_futures{,.test_*}", "test_concurrent_futures.test_{as_completed,future}"),
    "contextlib": ("test_contextlib{,_async}", "test_contextlib_async"),
    "unittest": (
        "test_unittest.{test_async_case,testmock.testasync}",
        "test_unittest.{test_async_case,testmock.testasync}",
    ),
}


# Modules that are about processes, real sockets and files, real signals or Windows from their first line to the last.
LEFT_OUT = (
    "test_events", "test_proactor_events", "test_sendfile", "test_server", "test_sock_lowlevel", "test_ssl",
    "test_streams", "test_subprocess", "test_unix_events", "test_windows_events", "test_windows_utils",
    "test_deadlock", "test_process_pool", "test_interpreter_pool", "test_threadsignals", "test_threadedtempfile",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Expected:
    """What may differ: names of tests (as patterns), on which Pythons, and why."""

    tests: tuple[str, ...]
    pythons: tuple[str, ...]
    reason: str

    def covers(self, test: str) -> bool:
        """Whether it is about this test on the Python at hand."""
        here = f"{sys.version_info.major}.{sys.version_info.minor}"
        return here in self.pythons and any(fnmatch.fnmatchcase(test, pattern) for pattern in self.tests)


def run(*, short: bool = False, only: Sequence[str] = (), keep: Path | None = None) -> int:
    """Play the suites, print the table, and return how many differences are not expected.

    `only`: suites; `keep`: a file for all outcomes, as JSON.
    """
    known = tomllib.loads(EXPECTED.read_text("utf-8"))
    expected = [Expected(tuple(one["tests"]), tuple(one["pythons"]), one["reason"]) for one in known["difference"]]
    print(f"Python {platform.python_version()}: tests under the judge's clock and in plain Python\n")
    players = open_players(isolation="none")  # they may read the tests, and whatever these need
    rows: list[list[Any]] = []
    unlisted: list[str] = []
    told: dict[str, list[str]] = {}
    try:
        for suite in only or SUITES:
            modules = list(_modules(SUITES[suite][short]))
            if not modules:
                print(f"{suite}: its tests did not come with this Python ({Path(os.__file__).parent / 'test'}).")
                continue
            differ: list[tuple[str, str, str]] = []
            count = 0
            for module in modules:
                plain, here = _compared(players, module)
                count += len(plain)
                told |= {test: [plain[test], here[test]] for test in plain}
                differ += [(test, plain[test], here[test]) for test in plain if _differs(plain[test], here[test])]
            reasons = Counter(next((one.reason for one in expected if one.covers(test)), "") for test, *_ in differ)
            unlisted += [f"{test}: {was} in plain Python, {is_} here" for test, was, is_ in differ
                         if not any(one.covers(test) for one in expected)]  # fmt: skip
            rows.append([suite, count, count - len(differ), len(differ), reasons])
    finally:
        players.close()
    for suite, count, same, different, reasons in [["suite", "tests", "same", "different", {}], *rows]:
        print(f"{suite:20}{count:>8}{same:>8}{different:>11}   {_because(reasons)}")
    if keep is not None:
        keep.write_text(json.dumps(told, indent=1), "utf-8")
    if unlisted:
        print("\nNot expected (conformance.toml):", *unlisted, sep="\n  ")
    vouched = platform.python_version() in known["pythons"]
    if unlisted and not vouched:
        print(f"\nThe file names {', '.join(known['pythons'])}; on another Python this is no failure.")
    return len(unlisted) if vouched else 0


def _because(reasons: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason or 'not expected'}" for reason, count in sorted(reasons.items()))


def _differs(plain: str, here: str) -> bool:
    """What fails or is skipped in plain Python says nothing about the clock."""
    return plain == "passed" and here != "passed"


def _modules(pattern: str) -> Iterator[str]:
    """The modules of `test` that a pattern names, as far as they are here."""
    home = Path(os.__file__).parent
    roots = [(home / "test", "test.")]
    if sys.version_info < (3, 12):
        roots.append((home / "unittest" / "test", "test_unittest."))
    for one in _alternatives(pattern):
        for root, prefix in roots:
            inside = one.removeprefix("test_unittest.") if prefix != "test." else one
            if prefix != "test." and inside == one:
                continue
            for file in sorted(root.glob(inside.replace(".", "/") + ".py")):
                name = ".".join(file.relative_to(home).with_suffix("").parts)
                if not name.endswith(("__init__", "__main__", *LEFT_OUT)):
                    yield name


def _alternatives(pattern: str) -> Iterator[str]:
    head, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    inner, _, tail = rest.partition("}")
    for choice in inner.split(","):
        yield from _alternatives(head + choice + tail)


def _compared(players: Players, module: str) -> tuple[dict[str, str], dict[str, str]]:
    """How each test of a module ended: in plain Python, and in a player. What differs was run again alone."""
    plain = _in_plain_python(module, [])
    here: dict[str, str] = {}
    for tests in _batches(list(plain)):
        here |= _in_a_player(players, module, tests)
    for test, how in plain.items():
        if _differs(how, here.get(test, "")):
            here[test] = _in_a_player(players, module, [test]).get(test, "no outcome")
            if here[test] != "passed":
                plain[test] = _in_plain_python(module, [test]).get(test, "no outcome")
    return plain, here


def _batches(tests: Sequence[str]) -> Iterator[list[str]]:
    """A class at a time."""
    batch: list[str] = []
    for test in tests:
        if batch and (len(batch) == AT_ONCE or batch[-1].rpartition(".")[0] != test.rpartition(".")[0]):
            yield batch
            batch = []
        batch.append(test)
    if batch:
        yield batch


def _in_a_player(players: Players, module: str, tests: list[str]) -> dict[str, str]:
    """How these tests end in one match; where that ends before they do, each is played by itself."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    modules = {
        "conformance_runner": ("conformance_runner.py", RUNNER.read_text("utf-8"), False),
        module: (spec.origin, Path(spec.origin).read_text("utf-8"), False),
    }
    setup = Setup(modules, "conformance_runner", SCENARIO, "played", {"module": module, "tests": tests})
    evidence = play(players, setup, World("conformance", {}, Clock(10**9 * SECOND)), ROOM)
    found = {str(value[0]): str(value[1]) for _, name, value in evidence.notes if name == "ended"}
    missing = [test for test in tests if test not in found]
    if evidence.end == "returned" or len(tests) == 1:
        said = evidence.end if evidence.end != "raised" else f"raised {evidence.error}"
        return {test: found.get(test, said) for test in tests}
    for test in missing:
        found |= _in_a_player(players, module, [test])
    return found


def _in_plain_python(module: str, tests: list[str]) -> dict[str, str]:
    """How these tests of a module (none: all) end by themselves."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        command = [sys.executable, str(RUNNER), str(told), module, *tests]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        try:
            process.wait(ALONE * (len(tests) or 30))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for line in told.read_text("utf-8").splitlines() if told.exists() else ():
            name, test, how = json.loads(line)
            if name == "ended" or test not in found:
                found[test] = how if name == "ended" else "no outcome"
    return found
