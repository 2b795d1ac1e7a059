"""The verdict itself, as the JSON document that `grader/verdict.schema.json` describes."""

from __future__ import annotations

from grader.verdict import Verdict


def render(verdict: Verdict) -> str:
    """Return the document. The same verdict gives the same bytes."""
    return verdict.dumps()
