"""What a learner has reached, kept by exercise id in one small file: `.awaitlings/progress.json`.

Exercises may be renumbered and new versions may come: the id stays, and with a pass is kept the hash of the checks
that it was passed against. The file is replaced in one step, its last state stays beside it, and a file that
cannot be read is put aside and never thrown away.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from grader import files
from grader.errors import UserError
from grader.exercise.catalogue import Exercise
from grader.verdict import Status, Verdict
from grader.workspace import lock

PLACE = ".awaitlings"
FILE, PREVIOUS = "progress.json", "progress.previous.json"
FORMAT = "awaitlings/progress/v1"
_ABOUT = "What you have reached, by exercise. To take it to another machine: nox -s progress -- export FILE"


@dataclasses.dataclass(frozen=True)
class Record:
    """What is known of one exercise. Moments are ISO dates with their offset from UTC, "" for never."""

    passed: str = ""  # when it was first passed against these checks
    checks: str = ""  # the hash of the checks that it was passed against
    graded: str = ""  # when it was last judged
    last: str = ""  # the status of that verdict
    points: int = 0  # and its points
    mistake: str = ""  # the name of the first mistake in it
    hints: int = 0  # steps that were read
    place: str = ""  # the line of that mistake, as text
    answer: str = ""  # a hash of the answer that was judged last
    saves: int = 0  # different answers in a row with this mistake on this line


Records: TypeAlias = dict[str, Record]


class ProgressError(UserError):
    """Progress cannot be read or kept. The message is advice, in a sentence."""


def load(root: Path) -> Records:
    """Return what is known, by exercise id; the last good state if the file was damaged, {} for nothing."""
    for name in (FILE, PREVIOUS):
        with contextlib.suppress(ProgressError, files.NotUsable):
            return parse(files.read(root / PLACE, name))
    return {}


def parse(data: bytes) -> Records:
    """Return the records in a progress file. Raises ProgressError if it is none."""
    try:
        table = json.loads(data)
        if table["format"] != FORMAT:
            raise ProgressError("It was written by another version of awaitlings: update this clone first.")
        return {str(name): _record(row) for name, row in table["exercises"].items()}
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ProgressError("It is damaged, or not a progress file.") from None


def text(records: Records) -> str:
    """Return the progress file that holds these records."""
    rows = {name: dataclasses.asdict(records[name]) for name in sorted(records)}
    return json.dumps({"format": FORMAT, "about": _ABOUT, "exercises": rows}, indent=1) + "\n"


def change(root: Path, function: Callable[[Records], None]) -> Records:
    """Let `function` change the records, alone and in one step, and return them. Raises ProgressError."""
    with _held(root) as place:
        records = load(root)
        _set_damaged_aside(place)
        before = dict(records)
        function(records)
        if records != before or not (place / FILE).exists():
            with contextlib.suppress(files.NotUsable):
                files.put(place / PREVIOUS, files.read(place, FILE))
            files.put(place / FILE, text(records).encode())
        return records


def keep(root: Path, exercises: Iterable[Exercise], verdict: Verdict) -> str:
    """Keep what a verdict says of the learner's own files; a solution that was swapped in is not theirs.

    Returns why that could not be done, in a sentence, or "": the verdict stands all the same.
    """
    from grader.workspace import WorkspaceError, is_swapped

    try:
        chosen = list(exercises)
        swapped = {exercise.id for exercise in chosen if is_swapped(exercise, root)}
        note_verdict(root, verdict, swapped, {exercise.id: answer_of(exercise) for exercise in chosen})
    except (ProgressError, WorkspaceError) as error:
        return str(error)
    return ""


def answer_of(exercise: Exercise) -> str:
    """A hash of an answer as it lies there; "" if it cannot be read."""
    try:
        data = b"\0".join(files.read(exercise.folder, name) for name in exercise.files)
    except files.NotUsable:
        return ""
    return hashlib.sha256(data).hexdigest()[:16]


def note_verdict(
    root: Path, verdict: Verdict, but: Container[str] = (), answers: Mapping[str, str] | None = None
) -> Records:
    """Keep what a verdict says of the learner's own files, and return all records. Raises ProgressError.

    `but`: the ids of exercises in which something else stands in the place of the learner's answer. `answers`: a hash
    of each answer, by exercise.
    """
    now = _now()

    def note(records: Records) -> None:
        for exercise in verdict.exercises:
            if exercise.status not in (Status.PASSED, Status.FAILED) or exercise.id in but:
                continue  # nothing was judged: whatever was known stays
            old = records.get(exercise.id, Record())
            mistake = next((check.mistake for check in exercise.checks if check.mistake), None)
            name, place = (mistake.name, mistake.text) if mistake else ("", "")
            answer = (answers or {}).get(exercise.id, "")
            same = bool(place) and (name, place) == (old.mistake, old.place)
            saves = old.saves + (answer != old.answer) if same else int(bool(place))
            new = dataclasses.replace(
                old, graded=now, last=str(exercise.status), points=exercise.points, mistake=name, place=place,
                answer=answer, saves=saves,
            )  # fmt: skip
            if exercise.status is Status.PASSED:
                again = old.passed if old.checks == exercise.checks_hash else ""
                new = dataclasses.replace(new, passed=again or now, checks=exercise.checks_hash)
            records[exercise.id] = new

    return change(root, note)


def note_hint(root: Path, exercise: str, steps: int) -> int:
    """Count one more hint of `steps` as read, and return which one it is. Raises ProgressError."""

    def note(records: Records) -> None:
        old = records.get(exercise, Record())
        records[exercise] = dataclasses.replace(old, hints=min(old.hints + 1, steps))

    return change(root, note)[exercise].hints


def merge(root: Path, other: Records) -> int:
    """Take over what is news in `other`, and return for how many exercises. Raises ProgressError."""
    news: list[str] = []

    def take(records: Records) -> None:
        for name, theirs in other.items():
            ours = records.get(name, Record())
            newer, older = (theirs, ours) if _moment(theirs.graded) > _moment(ours.graded) else (ours, theirs)
            best = newer if newer.passed or not older.passed else older
            both = dataclasses.replace(
                newer, passed=best.passed, checks=best.checks, hints=max(ours.hints, theirs.hints)
            )
            if both != ours:
                news.append(name)
                records[name] = both

    change(root, take)
    return len(news)


def _record(row: dict[str, Any]) -> Record:
    """A record of what is known here: a newer version may have written more."""
    nothing = Record()
    known: dict[str, Any] = {
        key: value for key, value in row.items() if type(value) is type(getattr(nothing, key, None))
    }
    return dataclasses.replace(nothing, **known)


def _moment(stamp: str) -> float:
    try:
        return datetime.datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


@contextlib.contextmanager
def _held(root: Path) -> Iterator[Path]:
    place = root / PLACE
    try:
        files.check_place(root, f"{PLACE}/{FILE}")
        place.mkdir(parents=True, exist_ok=True)
        if not (place / ".gitignore").exists():
            (place / ".gitignore").write_text("*\n", encoding="utf-8")
        with lock.held(place / "progress.lock"):
            yield place
    except lock.Busy:
        raise ProgressError("Your progress was not kept: another command is writing it. Try again.") from None
    except files.NotUsable as error:
        raise ProgressError(f"Your progress was not kept: {place} {error}.") from None
    except OSError as error:
        raise ProgressError(
            f"Your progress was not kept: {place} cannot be written ({error.strerror}). Make the folder writable, or "
            "copy all of it to a place of your own."
        ) from None


def _set_damaged_aside(place: Path) -> None:
    try:
        data = files.read(place, FILE)
    except files.NotThere:
        return
    try:
        parse(data)
    except ProgressError:
        count = 1
        while (aside := place / f"progress.damaged-{count}.json").exists():
            count += 1
        files.put(aside, data)
        (place / FILE).unlink()
