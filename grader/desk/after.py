"""After passing: why it works, how it differs from the reference, remarks of lesser weight, one thing to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.exercise.catalogue import Exercise
from grader.sinks import counted

WEIGHTS = {  # exercism's; the first of its four, essential, is what fails a check
    "actionable": "Worth changing",
    "informative": "Good to know",
    "celebratory": "Well done",
}
_SAME = 0.005  # simulated seconds, relative to the larger one


def paragraphs(
    exercise: Exercise, facts: Mapping[str, Any] | None, reference: Mapping[str, Any] | None
) -> list[tuple[str, str]]:
    """Return (heading, text) pairs. `facts` and `reference` are those of the answer and of the solution, same seed."""
    found = [("Why it works", exercise.why)]
    if facts and reference:
        found.append(("Beside the reference", beside(facts["checks"], reference["checks"])))
    for file, line, weight, text in (facts or {}).get("remarks", [])[:3]:
        where = f"line {line}" if len(exercise.files) == 1 else f"{file}:{line}"
        found.append((WEIGHTS[weight], f"{where}: {text}"))
    found.append(("Try", exercise.then_try or _to_try(exercise)))
    return found


def beside(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """Say how the answer differs from the reference: its time, its calls in flight, its tasks."""
    differences = []
    for name, check in mine.items():
        other = theirs.get(name)
        if other and (said := _difference(check, other)):
            differences.append(f"in \u201c{check['title']}\u201d {said}")
    if not differences:
        return "Same time, same calls in flight together, same number of tasks."
    rest = len(differences) - 2
    more = f"; and in {counted(rest, 'more check')}" if rest > 0 else ""
    text = "; ".join(differences[:2])
    return f"{text[0].upper()}{text[1:]}{more}. It passes all the same."


def _difference(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    said: Sequence[str] = [
        f"yours took {mine['seconds']:.2f} s and the reference {theirs['seconds']:.2f} s (simulated)"
        if abs(mine["seconds"] - theirs["seconds"]) > _SAME * max(mine["seconds"], theirs["seconds"], 0.01)
        else "",
        f"at most {mine['peak']} calls were in flight together, {theirs['peak']} in the reference"
        if mine["peak"] != theirs["peak"]
        else "",
        f"you made {counted(mine['tasks'], 'task')}, the reference {theirs['tasks']}"
        if mine["tasks"] != theirs["tasks"]
        else "",
    ]
    return ", ".join(text for text in said if text)


def _to_try(exercise: Exercise) -> str:
    if exercise.clock == "real":
        return f"run your program by hand and break it on purpose:  nox -s run -- {exercise.number}"
    return f"guess how many real seconds your program takes, then look: r, or  nox -s run -- {exercise.number}"
