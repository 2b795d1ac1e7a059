"""The verdict as Gradescope's `results.json`: a test for each part.

Format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. A test has no status for "could not be judged",
and a missing score reads as a zero: so if anything is an internal `error` or `inconclusive` there are no results at
all (`render` raises `Unjudged`). Gradescope then says that the autograder failed, keeps the last score, and the
submission can be graded again.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from grader import sinks
from grader.verdict import Check, ExerciseVerdict, Part, Status, Verdict


def as_seen_there(verdict: Verdict) -> Verdict:
    """Return the verdict with the files where the student knows them: what was uploaded lies in no folder."""
    return dataclasses.replace(verdict, exercises=tuple(map(_without_folder, verdict.exercises)))


def _without_folder(exercise: ExerciseVerdict) -> ExerciseVerdict:
    def seen(check: Check) -> Check:
        here = f"{exercise.folder}/"
        mistake = check.mistake
        if mistake is not None:
            mistake = dataclasses.replace(mistake, advice=mistake.advice.replace(here, ""))
        return dataclasses.replace(check, mistake=mistake, traceback=check.traceback.replace(here, ""))

    return dataclasses.replace(exercise, folder="", checks=tuple(map(seen, exercise.checks)))


def render(verdict: Verdict, report: str = "") -> str:
    """Return the document. `report` is what another sink made for people. Raises `sinks.Unjudged`."""
    sinks.demand_judged(verdict)
    tests = [
        _test(exercise, part)
        for exercise in verdict.exercises
        if exercise.status is not Status.NOT_SELECTED
        for part in exercise.parts
    ]
    document = {
        "score": verdict.points,
        "output": "\n".join(sinks.safe_lines(report or f"{sinks.total(verdict)}.", limit=200)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"seed": verdict.seed, "kind": verdict.kind, "layers_missing": list(verdict.layers_missing)},
        "tests": tests,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _test(exercise: ExerciseVerdict, part: Part) -> dict[str, Any]:
    return {
        "name": sinks.safe(f"{exercise.number} {exercise.title}, part {part.number}: {part.title}"),
        "number": f"{exercise.number}.{part.number}",
        "score": part.points,
        "max_score": part.max_points,
        "status": "passed" if part.status is Status.PASSED else "failed",
        "output": "\n".join(_why(exercise, part)),
    }


def _why(exercise: ExerciseVerdict, part: Part) -> list[str]:
    """Why a part earned nothing, in lines; none if it passed."""
    if part.status is Status.PASSED:
        return []
    failed = [check for check in sinks.failures(exercise) if check.part == part.number]
    if failed:
        return [line for check in failed for line in (sinks.safe(check.title), *sinks.story(exercise, check), "")][:-1]
    if exercise.message:
        return sinks.safe_lines(exercise.message)
    return ["Not started." if part.status is Status.NOT_STARTED else "It is played once the failure before it is gone."]
