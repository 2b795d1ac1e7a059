"""The verdict as Classroom 50's `result.json`: a test for each part.

Format: the wiki page "Advanced Autograding" of foundation50/classroom50, in its version of August 2026. The names of
classroom, assignment and submission come from the variables that its runner sets. If anything is an internal `error`
or `inconclusive` there is no result (`render` raises `Unjudged`): the bundle then exits with another code than 0, and
the runner records `status=error`, which is no grade.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from grader import sinks
from grader.verdict import Status, Verdict

SCHEMA = "classroom50/result/v1"
# The field of the result, and the variables it is taken from: the first that is set.
_IDENTITY = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}


def render(verdict: Verdict, variables: Mapping[str, str], moment: str) -> str:
    """Return the document. `variables` is the runner's environment, `moment` the time in UTC as it wants it.

    Raises `sinks.Unjudged`.
    """
    sinks.demand_judged(verdict)
    document = {
        "schema": SCHEMA,
        **{
            field: next((variables[name] for name in names if variables.get(name)), "")
            for field, names in _IDENTITY.items()
        },
        "datetime": moment,
        "score": verdict.points,
        "max-score": verdict.max_points,
        "tests": [
            {
                "test-name": sinks.safe(f"{exercise.number} {exercise.title}, part {part.number}: {part.title}"),
                "passed": part.status is Status.PASSED,
                "score": part.points,
                "max-score": part.max_points,
                "status": part.status.value,
            }
            for exercise in verdict.exercises
            if exercise.status is not Status.NOT_SELECTED
            for part in exercise.parts
        ],
        "seed": verdict.seed,
        "kind": verdict.kind,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"
