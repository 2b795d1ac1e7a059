"""What the desk knows and shows: the exercise that the learner is at, its verdict, and which panel is open.

The screen and the plain mode show it; `watch` changes it. Nothing here draws, waits or judges.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader import sinks
from grader.desk import progress, states
from grader.desk.states import ExerciseRow, LearnerState, playable
from grader.exercise.catalogue import Exercise
from grader.files import NotUsable, read
from grader.verdict import Check, ExerciseVerdict, Status, Verdict


class Panel(enum.StrEnum):
    """What stands in the middle of the screen."""

    VERDICT = "verdict"
    HINT = "hint"
    EXPLAIN = "explain"
    TIMELINE = "timeline"
    LIST = "list"
    RUN = "run"
    SOLUTION = "solution"
    RESET = "reset"  # asks
    TOGETHER = "together"  # everything was judged once more


@dataclasses.dataclass
class LastVerdict:
    """The last verdict on one exercise, with what is worth knowing beside it."""

    verdict: Verdict
    facts: dict[str, Any] | None
    reference: dict[str, Any] | None = None  # the facts of the solution, played with the same seed
    seconds: float = 0.0  # real, from the save to the verdict
    tried: str | None = None  # advice that was tried, or that none helps; None: it was not asked for

    @property
    def exercise(self) -> ExerciseVerdict:
        """What it says of the exercise."""
        return self.verdict.exercises[0]

    @property
    def words(self) -> str:
        """How it ended."""
        words = {Status.PASSED: "passed", Status.FAILED: "not yet"}
        return words.get(self.exercise.status) or sinks.remark(self.verdict, self.exercise)

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return self.exercise.status is Status.PASSED


@dataclasses.dataclass
class Desk:
    """All of it. `cursor` is a row of the list; `scroll` counts lines; `note` stands above the keys."""

    root: Path
    rows: list[ExerciseRow]
    at: Exercise
    judged: dict[str, LastVerdict] = dataclasses.field(default_factory=dict)
    together: Verdict | None = None
    panel: Panel = Panel.VERDICT
    judging: str = ""  # what is being judged, in words
    running: str = ""  # the program that runs on the real clock, in words
    note: str = ""
    cursor: int = 0
    only_open: bool = False  # in the list
    scroll: int = 0
    page: int = 10  # lines that the space bar turns over: the screen knows how many it shows
    furthest: int = 0  # that `scroll` may be: the screen knows how much there is
    output: list[str] = dataclasses.field(default_factory=list)  # of the program that was run
    first_time: bool = False

    @classmethod
    def open(cls, root: Path, exercises: Sequence[Exercise], at: Exercise | None = None) -> Desk:
        """Sit down: at the exercise that was named, or where the learner was."""
        rows = states.rows(exercises, progress.load(root))
        here = at or getattr(states.current(playable(rows)), "exercise", None) or rows[0].exercise
        fresh = all(row.state is LearnerState.NEW and not row.record.hints for row in rows)
        return cls(root, rows, here, first_time=fresh)

    @property
    def row(self) -> ExerciseRow:
        """The row of the exercise that the learner is at."""
        return next(row for row in self.rows if row.exercise.id == self.at.id)

    @property
    def here(self) -> LastVerdict | None:
        """The verdict on it, None if it was not judged since the desk was opened."""
        return self.judged.get(self.at.id)

    @property
    def all_done(self) -> bool:
        """Whether everything that can be played here is passed."""
        return all(row.is_done for row in playable(self.rows))

    @property
    def busy(self) -> str:
        """What is being done, in words; a program and a judge may well be at work together."""
        return self.running or self.judging

    @property
    def listed(self) -> list[ExerciseRow]:
        """The rows that the list shows."""
        return [row for row in self.rows if not (self.only_open and row.is_done)] or self.rows

    def refresh(self) -> None:
        """Read again where the learner stands."""
        self.rows = states.rows([row.exercise for row in self.rows], progress.load(self.root))

    def show(self, panel: Panel) -> None:
        """Open a panel; the one that is open closes."""
        self.panel = Panel.VERDICT if panel is self.panel else panel
        self.scroll, self.note = 0, ""
        if self.panel is Panel.LIST:
            self.cursor = next((n for n, row in enumerate(self.listed) if row.exercise.id == self.at.id), 0)

    def go(self, exercise: Exercise) -> None:
        """Go to an exercise."""
        self.at = exercise
        self.panel, self.scroll, self.note, self.output = Panel.VERDICT, 0, "", []
        self.first_time = False

    def next_one(self) -> Exercise | None:
        """The exercise that comes next on the road and is still open; from the start again after the last."""
        rows = playable(self.rows)
        here = next((n for n, row in enumerate(rows) if row.exercise.id == self.at.id), -1)
        others = [*rows[here + 1 :], *rows[: max(here, 0)]]
        return next((row.exercise for row in others if not row.is_done), None)

    def timeline(self) -> Check | None:
        """The check whose timeline is worth a look: the first that failed, else the one with most in it."""
        drawn = [check for check in self.here.exercise.checks if check.timeline] if self.here else []
        failed = [check for check in drawn if check.status is Status.FAILED]
        return next(
            iter(failed), max(drawn, key=lambda check: len(check.timeline.lanes) if check.timeline else 0, default=None)
        )

    def solution(self) -> list[tuple[str, str]] | None:
        """Name and text of each file of the solution; None before it is passed, or if there are no solutions."""
        if not (self.row.record.passed or (self.here and self.here.passed)):
            return None
        try:
            return [(file, read(self.at.solution, file).decode("utf-8", "replace")) for file in self.at.files]
        except NotUsable:
            return None

    def actions(self) -> list[tuple[str, str]]:
        """The keys that do something now, with a word for each, in the order of the key line."""
        if self.panel is Panel.RESET:
            return [("y", "begin again"), ("any other", "leave it as it is")]
        if self.panel is Panel.LIST:
            return [("↑↓", "choose"), ("Enter", "go there"), ("f", "all / only open"), ("l", "close"), ("q", "quit")]
        here = self.here
        can = {
            "n": "next",
            "h": "hint",
            "a": "advice" if here and not here.passed and here.tried is None and self.may_try() else "",
            "e": "explain" if here and (here.passed or self.mistake()) else "",
            "t": "timeline" if self.timeline() else "",
            "l": "list",
            "r": "stop" if self.running else "run for real",
            "x": "reset" if self.row.edited is not None else "",
            "s": "solution" if self.solution() else "",
            "o": "open in editor",
            "q": "quit",
        }
        return [(key, word) for key, word in can.items() if word]

    def may_try(self) -> bool:
        """Whether there is something to try: a mistake with a line, in an exercise that gives hints."""
        checks = self.here.exercise.checks if self.here else ()
        placed = any(check.mistake and check.mistake.line for check in checks)
        return placed and bool(self.at.hints) and self.at.clock == "simulated"

    def mistake(self) -> str:
        """The name of the mistake in the last verdict; "" for none."""
        checks = self.here.exercise.checks if self.here else ()
        return next((check.mistake.name for check in checks if check.mistake), "")
