"""What a student sent with `--dispute`, played again against the hidden checks, beside what the student saw."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader import files
from grader.classroom.rules import OVERRIDES
from grader.errors import UserError
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import MAX_BYTES, check_text
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.sinks import safe, shorten
from grader.verdict import Part, Status, Verdict

_FORMAT = "awaitlings/dispute/v1"
_MOST = 16 * 1024 * 1024  # bytes of what a student sent


@dataclasses.dataclass(frozen=True)
class Dispute:
    """What the file says: the student's own words on what was handed in and what was seen. Nothing more is believed."""

    exercise: Exercise
    seed: int
    contents: Mapping[str, bytes]
    seen: Mapping[int, str]  # part -> status
    made_with: str


def read_dispute(path: Path, exercises: Sequence[Exercise]) -> Dispute:
    """Return what a student sent. Raises UserError."""
    try:
        data = json.loads(files.read(path.parent, path.name, _MOST))
        if data["format"] != _FORMAT:
            raise ValueError
        by_id = {exercise.id: exercise for exercise in exercises}
        if data["exercise"] not in by_id:
            raise UserError(f"{path} is about an exercise that is not here: {safe(str(data['exercise']))}")
        exercise = by_id[data["exercise"]]
        contents = {name: str(data["files"][name]).encode() for name in exercise.files}
        for name, text in contents.items():
            if len(text) > MAX_BYTES:
                raise UserError(f"{path}: {name} is larger than {MAX_BYTES // 1024} KiB.")
            check_text(name, text)
        seen = {int(part["number"]): str(part["status"]) for part in data["verdict"]["exercises"][0]["parts"]}
        versions = ", ".join(f"{name} {text}" for name, text in data["versions"].items())
        return Dispute(exercise, int(data["seed"]), contents, seen, shorten(safe(versions), 120))
    except files.NotUsable as error:
        raise UserError(f"{path} {error}.") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{path} is not what `nox -s grade -- NUMBER --dispute` writes, or is damaged.") from None


def replay(dispute: Dispute, options: Options) -> Verdict:
    """Judge the files that were sent, with the seed that the student had, against the hidden checks."""
    return grade(
        [dispute.exercise], options, folder_of=lambda exercise: exercise.folder, files_of=lambda _: dispute.contents
    )


def said(dispute: Dispute, verdict: Verdict, path: Path) -> Iterator[str]:
    """Both verdicts, part by part, and the line for overrides.csv."""
    [judged] = verdict.exercises
    yield f"{dispute.exercise.label}, seed {dispute.seed}. The student had: {dispute.made_with}."
    yield f"{'Part':<6}{'The student saw':<18}{'Now':<18}Points"
    for part in judged.parts:
        seen = safe(dispute.seen.get(part.number, "-")).replace("_", " ")
        yield f"{part.number:<6}{seen:<18}{part.status.value.replace('_', ' '):<18}{part.points} of {part.max_points}"
    yield ""
    yield from _lines(judged.parts, dispute, path)


def _lines(parts: Sequence[Part], dispute: Dispute, path: Path) -> Iterator[str]:
    lost = [part for part in parts if part.status is not Status.PASSED]
    if lost:
        yield f"If you give the points all the same, these are the lines for overrides.csv ({OVERRIDES}):"
    else:
        yield "Every part passes. If the class page says otherwise, it judged another file or seed, or an older check."
        yield f"Grade the class again. If it still differs, these are the lines for overrides.csv ({OVERRIDES}):"
    for part in lost or parts:
        yield f"STUDENT_ID,{dispute.exercise.number},{part.number},{part.max_points},disputed: {path.name}"
