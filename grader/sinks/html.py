"""The verdict as one page that needs nothing else: no network, no script but the film's, readable in light and dark."""

from __future__ import annotations

from collections.abc import Mapping

from grader.sinks import pages
from grader.verdict import Status, Verdict


def render(
    verdict: Verdict, reference: Verdict | None = None, sources: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return the page. `reference` is the verdict on the solutions with the same seed, to be drawn beside it.

    With `sources`, the files of each answer by the id of its exercise, a failed run is a film.
    """
    solutions = {
        (exercise.id, check.id): check.timeline
        for exercise in (reference.exercises if reference else ())
        for check in exercise.checks
        if check.timeline and check.status is Status.PASSED
    }
    return pages.render("verdict.html", verdict=verdict, solutions=solutions, sources=sources or {})
