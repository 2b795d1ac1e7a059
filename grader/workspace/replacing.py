"""Swap, reset and restore: whatever replaces a learner's file keeps a copy first, and says where.

`swap` and `reset` put other files in the place of the stub's. `restore` takes the last of these back and,
typed again, the one before it. `backups` tells how this survives being killed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import files
from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise
from grader.workspace import backups
from grader.workspace.backups import Backups, Change
from grader.workspace.batch import Batch, WorkspaceError

OWN, STUB, SOLUTION, MISSING = "your own text", "the stub as handed out", "the solution", "missing"


@dataclass(frozen=True)
class Replacement:
    """What happened to one file. `was` and `now` are one of OWN, STUB, SOLUTION and MISSING."""

    exercise: Exercise
    file: str
    changed: bool
    was: str
    now: str
    copy: Path | None  # where the old file is kept; None when there was none, or nothing was changed
    sentence: str  # for a person


@dataclass(frozen=True, eq=False)
class _Step:
    """A file and what shall stand there."""

    exercise: Exercise
    file: str
    old: bytes | None
    new: bytes | None
    undoes: Batch | None = None
    alone: str = ""  # why this file is left alone


def swap(exercises: Iterable[Exercise], root: Path) -> list[Replacement]:
    """Put the solution's files in place of the learner's; one Replacement for each listed file.

    A file that holds the solution already is left alone. Raises WorkspaceError, which says what was changed.
    """
    wanted = [(exercise, _solution(exercise)) for exercise in dict.fromkeys(exercises)]
    with backups.opened(root) as kept:
        return _carry_out(kept, "swap", list(_steps(wanted)))


def reset(exercises: Iterable[Exercise], root: Path) -> list[Replacement]:
    """Put the stub as it was handed out in place of the learner's files. Otherwise like `swap`."""
    wanted = [(exercise, _stub(exercise)) for exercise in dict.fromkeys(exercises)]
    with backups.opened(root) as kept:
        return _carry_out(kept, "reset", list(_steps(wanted)))


def restore(exercises: Iterable[Exercise], root: Path, *, named: bool = False) -> list[Replacement]:
    """Bring back what each exercise held before its last swap or reset; [] when there is nothing to restore.

    What stands there now is kept too. A reset after which the learner went on working is taken back only
    if the person named the exercise (`named`), never by a restore of everything.
    """
    if not (root / backups.PLACE / "backups").is_dir():
        return []
    with backups.opened(root) as kept:
        steps = [step for exercise in dict.fromkeys(exercises) for step in _steps_back(kept, exercise, named)]
        return _carry_out(kept, "restore", steps)


def is_swapped(exercise: Exercise, root: Path) -> bool:
    """Whether the solution stands in the learner's place because `swap` put it there."""
    if not (root / backups.PLACE / "backups").is_dir():
        return False
    try:
        if any(not stubs.same(_current(exercise, file), data) for file, data in _solution(exercise).items()):
            return False
    except WorkspaceError:
        return False
    with backups.opened(root) as kept:
        level = kept.last(exercise.folder)
        return bool(level) and level[0][0].reason == "swap"


def say(verb: str, done: Sequence[Replacement]) -> list[str]:
    """Return what to tell a person about the outcome of swap, reset or restore, a line each."""
    if not done and verb == "restore":
        return ["There is nothing to restore: no swap or reset is left to take back."]
    lines = [replacement.sentence for replacement in done]
    if verb != "restore" and any(replacement.changed for replacement in done):
        lines.append("What was there before comes back with: nox -s restore")
    return lines


def _steps(wanted: Iterable[tuple[Exercise, Mapping[str, bytes]]]) -> Iterator[_Step]:
    for exercise, new in wanted:
        for file in exercise.files:
            old = _current(exercise, file)
            alone = "already. It was left alone." if stubs.same(old, new[file]) else ""
            yield _Step(exercise, file, old, new[file], alone=alone)


def _steps_back(kept: Backups, exercise: Exercise, named: bool) -> Iterator[_Step]:
    level = [row for row in kept.last(exercise.folder) if row[1].file in exercise.files]
    olds = {entry.file: _current(exercise, entry.file) for _, entry in level}
    worked_on = not all(entry.put(olds[entry.file]) for _, entry in level)
    for batch, entry in level:
        new, alone = None, ""
        if worked_on and not named and batch.reason == "reset":
            alone = f"has been worked on since the {_when(batch)}, so it is left alone. "
            alone += f"To go back all the same: nox -s restore -- {exercise.number}"
        else:
            try:
                new = batch.kept(entry)
            except files.NotUsable as error:
                alone = f"is left alone: the copy of it in {_short(batch.path, kept.root)} {error}."
        yield _Step(exercise, entry.file, olds[entry.file], new, batch, alone)


def _carry_out(kept: Backups, verb: str, steps: Sequence[_Step]) -> list[Replacement]:
    """Replace the files of all steps but those to leave alone, as one batch."""
    words = {step: _what(step.exercise, step.file, step.old) for step in steps}
    act = [step for step in steps if not step.alone]
    changes = [_change(step, words[step]) for step in act]
    copies = dict(zip(act, kept.replace(verb, changes), strict=True)) if changes else {}
    done = []
    for step, was in words.items():
        changed = not step.alone and step.old != step.new
        now = _what(step.exercise, step.file, step.new) if changed else was
        copy = copies.get(step)
        sentence = f"{step.exercise.label}: {step.file} {_tell(kept, step, was, now, changed)}"
        if copy is not None and (verb != "restore" or was == OWN):
            sentence += f" {_kept(was, verb)} kept in {_short(copy, kept.root)}"
        done.append(Replacement(step.exercise, step.file, changed, was, now, copy, sentence))
    return done


def _change(step: _Step, was: str) -> Change:
    undoes = step.undoes.name if step.undoes else None
    return Change(step.exercise.folder, step.file, step.old, step.new, was, undoes)


def _tell(kept: Backups, step: _Step, was: str, now: str, changed: bool) -> str:
    """Say what happened to a file, as the rest of a sentence that begins with its name."""
    if step.undoes is None:
        return f"holds {now} now." if changed else f"holds {was} {step.alone}"
    if step.alone:
        return step.alone
    before = f"before the {_when(step.undoes)}"
    if not changed:
        return f"was as {before} already."
    back = f"is gone, as {before}." if step.new is None else f"is back to what it was {before}: {now}."
    if kept.last(step.exercise.folder):
        back += " There was one more change before that: type the command again to take it back, too."
    return back


def _kept(was: str, verb: str) -> str:
    return "What you wrote since is" if verb == "restore" else f"{was[0].upper()}{was[1:]} is"


def _solution(exercise: Exercise) -> dict[str, bytes]:
    solution = {}
    for file in exercise.files:
        try:
            solution[file] = files.read(exercise.solution, file)
        except files.NotUsable as error:
            raise WorkspaceError(
                f"There is no solution of {exercise.label} to put in place: "
                f"solutions/{exercise.solution.name}/{file} {error}. Nothing was changed. "
                "(A student edition comes without solutions.)"
            ) from None
    return solution


def _stub(exercise: Exercise) -> dict[str, bytes]:
    stub = stubs.handed_out(exercise)
    missing = [file for file in exercise.files if file not in stub]
    if missing:
        raise WorkspaceError(
            f"{exercise.folder.name}/{stubs.STAMP} does not hold {missing[0]} as it was handed out. "
            f"Nothing was changed. Fetch the exercise again, or, as an author: nox -s check -- {exercise.id}"
        )
    return stub


def _current(exercise: Exercise, file: str) -> bytes | None:
    try:
        return files.read(exercise.folder, file)
    except files.NotThere:
        return None
    except files.NotUsable as error:
        raise WorkspaceError(f"{exercise.folder.name}/{file} {error}. Nothing was changed.") from None


def _what(exercise: Exercise, file: str, data: bytes | None) -> str:
    """Say in words what a file holds."""
    if data is None:
        return MISSING
    try:
        if stubs.same(data, stubs.handed_out(exercise).get(file)):
            return STUB
        if stubs.same(data, files.read(exercise.solution, file)):
            return SOLUTION
    except (files.NotUsable, UserError):
        pass
    return OWN


def _when(batch: Batch) -> str:
    date = datetime.datetime.fromisoformat(batch.date)
    return f"{batch.reason} of {date:%Y-%m-%d %H:%M}"


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
