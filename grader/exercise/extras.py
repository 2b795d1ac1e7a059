"""Extras: what some exercises need beyond Python, and whether it is installed here."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable

from grader.exercise.catalogue import Exercise

# The modules by which an extra is known to be installed; requirements/NAME.txt is its lock.
EXTRAS = {"production": ("fastapi", "uvicorn", "httpx", "aiosqlite", "langgraph", "langchain_core")}


def why_not(exercise: Exercise) -> str:
    """Return why an exercise cannot be played here, in a sentence for a learner; "" if it can."""
    if exercise.clock == "real" and not hasattr(os, "fork"):
        return "The real clock needs Linux or macOS."
    if missing(exercise.extra):
        return f"More is needed: nox -s grade -- --track {exercise.track}"
    return ""


def missing(extra: str) -> list[str]:
    """Return the modules of an extra that are not installed."""
    return [name for name in EXTRAS.get(extra, ()) if importlib.util.find_spec(name) is None]


def playable(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return the exercises that can be played here."""
    return [exercise for exercise in exercises if not why_not(exercise)]
