"""Exercises as plain pytest sees them: a test for each check, named by its title, below its part.

`exercises/conftest.py` takes the hooks from here. A check file is read and never imported: titles are all that pytest
gets of it. The judge plays each exercise once, in a process of its own, when the first of its tests is run.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from grader import sinks
from grader.errors import UserError
from grader.exercise import catalogue, extras
from grader.exercise.catalogue import Exercise, PartSpec
from grader.grading import which_checks
from grader.verdict import Check, ExerciseVerdict, Status, Verdict

_NEEDED = {"pytest_asyncio": "pytest-asyncio", "pytest_timeout": "pytest-timeout"}
_PART = re.compile(r'\s*(?:# |""")(?:Part )?([1-9])[.:]')
_TASK = "task(taskno): the part of an exercise that a check belongs to"  # as exercism's Python track has it


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse in a sentence if the judge could not run here."""
    config.addinivalue_line("markers", _TASK)
    if missing := [name for module, name in _NEEDED.items() if importlib.util.find_spec(module) is None]:
        raise pytest.UsageError(
            f"To judge exercises, this Python needs {' and '.join(missing)}: "
            "python -m pip install -r requirements/grading.txt"
        )


def pytest_collect_directory(path: Path, parent: Any) -> Any:
    """Collect the folder of an exercise; pytest collects every other folder itself."""
    return _Folder.from_parent(parent, path=path) if (path / "exercise.toml").is_file() else None


class _Folder(pytest.Directory):
    """An exercise."""

    def collect(self) -> Iterator[Any]:
        try:
            exercise = catalogue.read(self.path)
        except UserError as error:
            raise self.CollectError(str(error)) from None
        shown = dataclasses.replace(exercise, shown=f"{self.path.parent.name}/{self.path.name}")
        yield _below(self, shown, PurePosixPath(exercise.files[0]).parts)


class _Inside(pytest.Directory):
    """A folder on the way to a stub that does not lie in the folder of its exercise itself."""

    exercise: Exercise
    rest: tuple[str, ...]

    def collect(self) -> Iterator[Any]:
        yield _below(self, self.exercise, self.rest)


def _below(parent: Any, exercise: Exercise, rest: tuple[str, ...]) -> Any:
    kind: Any = _Inside if rest[1:] else _Stub
    node = kind.from_parent(parent, path=parent.path / rest[0])
    node.exercise, node.rest = exercise, rest[1:]
    return node


class _Stub(pytest.File):
    """The file that a learner edits; below it are the parts."""

    exercise: Exercise

    def collect(self) -> Iterator[Any]:
        found = list(which_checks.titles(self.exercise))
        lines = _lines_of_parts(self.path)
        if which_checks.kind_of(self.exercise) is which_checks.Checks.TRIAL:
            for function, _, title in found:
                yield _item(self, self.exercise, None, function, title, 0)
            return
        for spec in self.exercise.parts:
            own = [(function, title) for function, part, title in found if part == spec.number]
            if own:
                part: Any = _Part.from_parent(self, name=_name(f"part {spec.number}, {spec.title}"))
                part.own = [(self.exercise, spec, *each, lines.get(spec.number, 0)) for each in own]
                yield part

    @functools.cached_property
    def verdict(self) -> Verdict | str:
        """The judge's verdict on this exercise, or why there is none."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "AWAITLINGS_"))}
        kept.pop("PYTHONSAFEPATH", None)
        judged = subprocess.run(
            [sys.executable, "-m", "grader", "grade", self.exercise.folder.name, "--json", "-"],
            cwd=catalogue.ROOT, env={**kept, "PYTHONIOENCODING": "utf-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        try:
            return Verdict.from_json(json.loads(judged.stdout))
        except (ValueError, LookupError, TypeError):
            return judged.stderr.strip() or f"The judge ended with exit code {judged.returncode}."


class _Part(pytest.Class):  # test views show a class as a group
    """A part of an exercise."""

    own: list[tuple[Exercise, PartSpec, str, str, int]]

    obj = type("Part", (), {})  # pytest asks nothing of it, for `collect` is ours; old pytest-asyncio writes to it

    def collect(self) -> Iterator[Any]:
        for exercise, spec, function, title, line in self.own:
            yield _item(self, exercise, spec, function, title, line)


def _item(parent: Any, exercise: Exercise, spec: PartSpec | None, function: str, title: str, line: int) -> Any:
    item: Any = _CheckItem.from_parent(parent, name=_name(title))
    item.exercise, item.check, item.line = exercise, function, line
    item.add_marker(pytest.mark.timeout(0))  # the judge has limits of its own
    if spec:
        item.add_marker(pytest.mark.task(taskno=spec.number))
    return item


class _CheckItem(pytest.Item):
    """A check. It fails with the words of the verdict."""

    exercise: Exercise
    check: str  # its name in the check file
    line: int  # of the part in the stub, from 0 on

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name

    def setup(self) -> None:
        """What is no failure of the learner's is told before the check counts as run: an error, or left out."""
        if reason := extras.why_not(self.exercise):
            pytest.skip(reason)
        verdict = self._stub.verdict
        if isinstance(verdict, str):
            pytest.fail(verdict, pytrace=False)
        check = self.judged
        whose = check or verdict.exercises[0]
        if whose.status in sinks.NOT_YOUR_FAULT:
            told = f"Not your fault: {sinks.NOT_YOUR_FAULT[whose.status]} {whose.message}"
            pytest.fail(sinks.safe(told).strip(), pytrace=False)

    def runtest(self) -> None:
        verdict = self._stub.verdict
        assert isinstance(verdict, Verdict)
        judged, check = verdict.exercises[0], self.judged
        self.user_properties.append(("seed", str(verdict.seed)))
        for part in judged.parts:
            if check and part.number == check.part:
                self.user_properties.append(("points", f"{part.points}/{part.max_points}"))
        if check and check.output:
            self.add_report_section("call", "stdout", "\n".join(sinks.safe_lines(check.output, limit=50)))
        if judged.status is Status.FAILED if check is None else check.status is not Status.PASSED:
            raise AssertionError(self.name)  # test views call this one a failure, and any other an error

    @property
    def judged(self) -> Check | None:
        """The verdict on this check; None if the exercise has a verdict only as a whole."""
        verdict = self._stub.verdict
        checks = verdict.exercises[0].checks if isinstance(verdict, Verdict) else ()
        return next((check for check in checks if check.id == self.check), None)

    @property
    def _stub(self) -> _Stub:
        stub = self.getparent(_Stub)
        assert stub
        return stub

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if not isinstance(excinfo.value, AssertionError):
            return super().repr_failure(excinfo)
        verdict = self._stub.verdict
        assert isinstance(verdict, Verdict)
        return _Failure(verdict.exercises[0], self.judged, self)


class _Place:
    """Where a failure is, as reports ask for it."""

    def __init__(self, path: str, lineno: int, message: str) -> None:
        self.path, self.lineno, self.message = path, lineno, message


class _Failure:
    """A failed check, told as the verdict tells it. Reports and editors read `reprcrash`."""

    def __init__(self, judged: ExerciseVerdict, check: Check | None, item: _CheckItem) -> None:
        mistake = check.mistake if check else None
        file = mistake.file if mistake and mistake.file and sinks.path_of(judged, mistake) else item.exercise.files[0]
        path = os.path.relpath(item.exercise.folder / file, item.config.invocation_params.dir)
        line = (mistake.line if mistake else None) or item.line + 1
        self.lines = _words(judged, check)
        self.reprcrash = _Place(path, line, mistake.name if mistake else self.lines[0])

    def toterminal(self, writer: Any) -> None:
        for line in self.lines:
            writer.line(line)
        place = self.reprcrash
        writer.line("")
        writer.line(f"{place.path}:{place.lineno}: {place.message}", bold=True, red=True)

    def __str__(self) -> str:
        place = self.reprcrash
        return "\n".join([*self.lines, "", f"{place.path}:{place.lineno}: {place.message}"])


def _words(judged: ExerciseVerdict, check: Check | None) -> list[str]:
    if check is None:
        return [sinks.safe(judged.message) or "This exercise did not pass."]
    if not check.reached:
        return ["Not reached: it is played once the failure before it is gone."]
    raised = sinks.safe_lines(check.traceback, limit=12, tail=True)
    return [*sinks.story(judged, check), *(["", "Raised in your own files:", *raised] if raised else [])]


def _lines_of_parts(stub: Path) -> dict[int, int]:
    """The line (from 0 on) on which a docstring or a comment begins with the number of a part."""
    try:
        lines = stub.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found: dict[int, int] = {}
    for place, line in enumerate(lines):
        if number := _PART.match(line):
            found.setdefault(int(number[1]), place)
    return found


def _name(title: str) -> str:
    """A title as pytest can find it again: what divides an id must not stand in it."""
    return sinks.safe(title).replace("::", ":").replace("[", "(").replace("]", ")")
