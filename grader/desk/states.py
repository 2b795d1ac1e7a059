"""Where a learner stands with each exercise: its state, its points, and when its files last changed."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable, Sequence

from grader.desk.progress import Record, Records, answer_of
from grader.exercise import catalogue, extras, stubs
from grader.exercise.catalogue import Exercise
from grader.grading import which_checks
from grader.grading.which_checks import hash_of_checks


class LearnerState(enum.StrEnum):
    """How far a learner has come with an exercise."""

    PASSED = "passed"
    CHANGED = "changed"  # passed, against other checks than there are now
    FAILED = "failed"
    BEGUN = "begun"  # edited, and not judged since
    NEW = "new"


@dataclasses.dataclass(frozen=True)
class ExerciseRow:
    """An exercise and where the learner stands. `edited`: when the stub last changed, None for never (Unix time)."""

    exercise: Exercise
    record: Record
    state: LearnerState
    edited: float | None

    @property
    def max_points(self) -> int:
        """What can be earned here: in an edition, the parts that have visible checks."""
        return sum(part.points for part in which_checks.parts_here(self.exercise))

    @property
    def is_done(self) -> bool:
        """Whether it was passed, and nothing has changed since."""
        return self.state is LearnerState.PASSED


def rows(exercises: Iterable[Exercise], records: Records) -> list[ExerciseRow]:
    """Return a row for each exercise, in the order to do them in (`catalogue.road`)."""
    found = []
    for exercise in catalogue.road(exercises):
        record = records.get(exercise.id, Record())
        untouched = stubs.is_untouched(exercise)
        state = _state(exercise, record, untouched)
        found.append(ExerciseRow(exercise, record, state, None if untouched else edited(exercise)))
    return found


def playable(rows: Sequence[ExerciseRow]) -> list[ExerciseRow]:
    """The rows of exercises that can be played here. A screen asks with each frame: each extra is looked for once."""
    needs = {(row.exercise.clock, row.exercise.extra): row.exercise for row in rows}
    able = {need for need, exercise in needs.items() if not extras.why_not(exercise)}
    return [row for row in rows if (row.exercise.clock, row.exercise.extra) in able]


def current(found: Sequence[ExerciseRow]) -> ExerciseRow | None:
    """The exercise to go on with: begun and not passed, the last edited one first; else the first that is open."""
    open_rows = [row for row in found if not row.is_done]
    begun = [row for row in open_rows if row.edited is not None and row.state is not LearnerState.CHANGED]
    return max(begun, key=lambda row: row.edited or 0.0, default=next(iter(open_rows), None))


def edited(exercise: Exercise) -> float | None:
    """When a file of the stub was last changed, in Unix time; None if there is none."""
    times = []
    for file in exercise.files:
        try:
            times.append((exercise.folder / file).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=None)


def _state(exercise: Exercise, record: Record, untouched: bool) -> LearnerState:
    if record.passed and (untouched or record.last != "failed"):
        return LearnerState.PASSED if record.checks == hash_of_checks(exercise) else LearnerState.CHANGED
    if untouched:
        return LearnerState.NEW
    of_this_text = not record.answer or record.answer == answer_of(exercise)
    return LearnerState.FAILED if record.last == "failed" and of_this_text else LearnerState.BEGUN
