"""A verdict as a list of problems, one a line, as compilers write them: `file:line: severity: mistake: words`.

Editors and CI know this form: a problem matcher in VS Code, `errorformat` in Vim, `compilation-mode` in Emacs.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader import sinks
from grader.verdict import UNJUDGED, Check, ExerciseVerdict, Status, Verdict

_LONGEST = 400  # characters of one line


def render(verdict: Verdict) -> str:
    """Return a line for each failed check and each check that could not be judged; "" if there is none."""
    return "".join(f"{line}\n" for exercise in verdict.exercises for line in of(exercise))


def of(exercise: ExerciseVerdict) -> Iterator[str]:
    """Yield the problems of one exercise. A problem without a known line stands at line 1 of the stub."""
    failed = sinks.failures(exercise)
    for check in failed:
        name = check.mistake.name if check.mistake else "failed"
        words = (check.mistake.what if check.mistake else "") or check.message or "it failed"
        yield _line(_place(exercise, check), "error", name, f"part {check.part}, {check.title}: {words}")
    for check in exercise.checks:
        if check.status in UNJUDGED:
            yield _line(_stub(exercise), "warning", str(check.status), f"part {check.part}: {check.message}")
    if not exercise.checks and exercise.message and exercise.status is not Status.NOT_SELECTED:
        severity = "error" if exercise.status is Status.FAILED else "warning"
        yield _line(_stub(exercise), severity, str(exercise.status), exercise.message)


def _place(exercise: ExerciseVerdict, check: Check) -> str:
    place = sinks.place_of(exercise, check.mistake)
    return place if check.mistake and check.mistake.line and place else _stub(exercise)


def _stub(exercise: ExerciseVerdict) -> str:
    return f"{exercise.folder.rstrip('/')}/{exercise.id}.py:1"


def _line(place: str, severity: str, name: str, words: str) -> str:
    told = " ".join(sinks.safe(words).split())
    return sinks.shorten(f"{place}: {severity}: {name}: {told}", _LONGEST)
