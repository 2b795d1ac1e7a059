"""What a verdict looks like: played on a file of its own, for learners who have begun nothing yet."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from grader.exercise import catalogue
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    from grader.grading.job import Options

PLACE = "docs/example/10_kettle"


def verdict(root: Path, asked: Options) -> Verdict | None:
    """Return the verdict on the example; None if it is not there, or not as it was: it has to fail."""
    from grader.grading.grade import grade

    try:
        example = catalogue.read(root / PLACE)
    except catalogue.CatalogueError:
        return None
    shown = dataclasses.replace(example, shown=PLACE)
    judged = grade([shown], asked, folder_of=lambda exercise: exercise.folder)
    [only] = judged.exercises
    if only.status is not Status.FAILED or not only.checks:
        return None
    return dataclasses.replace(judged, exercises=(dataclasses.replace(only, message=""),))  # it has no other checks
