"""Hints: three steps, one more each time, and first a word on the mistake that was last seen."""

from __future__ import annotations

import dataclasses

from grader.desk.progress import Record
from grader.exercise.catalogue import Exercise


@dataclasses.dataclass(frozen=True)
class Hint:
    """What is shown at once. `steps` are those read so far, the newest last; `left` is how many there still are."""

    about: str  # on the mistake that was last seen, "" for nothing
    steps: tuple[str, ...]
    left: int
    failed: bool = False  # the last verdict, and all steps were read: there is one more thing to ask for


def hint(exercise: Exercise, record: Record, step: int) -> Hint:
    """Return what a learner sees who has asked for `step` hints."""
    step = max(1, min(step, len(exercise.hints)))
    about = exercise.hint_for.get(record.mistake, "") if record.last == "failed" else ""
    left = len(exercise.hints) - step
    return Hint(about, exercise.hints[:step], left, record.last == "failed" and not left)


def told(exercise: Exercise, shown: Hint) -> list[str]:
    """Return it as paragraphs: about the mistake, each step with its number, and what comes next."""
    total = len(shown.steps) + shown.left
    lines = [f"About your last try: {shown.about}"] if shown.about else []
    lines += [f"Hint {number} of {total}: {text}" for number, text in enumerate(shown.steps, start=1)]
    if shown.left:
        lines.append(f"One more step:  nox -s hint -- {exercise.number}")
    else:
        lines.append("That was the last one. It tells you what to write: type it in your own words, then grade.")
        if shown.failed:
            lines.append(
                "Ask once more, and changes of your code are tried: you are told which kind of change helps, and where:"
                f"  nox -s hint -- {exercise.number}"
            )
    return lines
