"""A disputed verdict in one file: the road by which a wrong verdict becomes a planted answer."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.verdict import Verdict

FORMAT = "awaitlings/dispute/v1"
_ABOUT = (
    "The learner thinks that this verdict is wrong. To see it again: put `files` into a folder, and there "
    "`again`. If they are right, what differs from the solution becomes a cell of tests/answers/ID.py."
)


def dispute(exercise: Exercise, folder: Path, verdict: Verdict) -> tuple[str, str]:
    """Return the name of the file and its text: submission, verdict, versions, and how to play it again."""
    now = datetime.datetime.now().astimezone()
    try:
        contents = read_submission(exercise, folder)
    except SubmissionError:
        contents = {}
    data = {
        "format": FORMAT,
        "about": _ABOUT,
        "date": now.isoformat(timespec="seconds"),
        "exercise": exercise.id,
        "number": exercise.number,
        "again": f"nox -s grade -- {exercise.number} --submission . --seed {verdict.seed} --cpus {verdict.cpus}",
        "seed": verdict.seed,
        "checks": [judged.checks_hash for judged in verdict.exercises],
        "versions": {"python": verdict.python, "platform": verdict.platform, "grader": verdict.grader},
        "files": {name: text.decode("utf-8", "backslashreplace") for name, text in contents.items()},
        "verdict": verdict.to_json(),
    }
    name = f"dispute-{exercise.number}-{exercise.id}-{now:%Y%m%d-%H%M%S}.json"
    return name, json.dumps(data, indent=2, ensure_ascii=False) + "\n"
