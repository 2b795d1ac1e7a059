"""The verdict as one page that needs nothing else: no network, no script, readable in light and in dark."""

from __future__ import annotations

from grader.sinks import pages
from grader.verdict import Status, Verdict


def render(verdict: Verdict, reference: Verdict | None = None) -> str:
    """Return the page. `reference` is the verdict on the solutions with the same seed, to be drawn beside it."""
    solutions = {
        (exercise.id, check.id): check.timeline
        for exercise in (reference.exercises if reference else ())
        for check in exercise.checks
        if check.timeline and check.status is Status.PASSED
    }
    return pages.render("verdict.html", verdict=verdict, solutions=solutions)
