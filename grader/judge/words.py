"""Small words for people: values, durations and counts as they stand in a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.wire import Opaque

WIDTH = 300


def show(value: Any) -> str:
    """A value as a learner would write it, shortened; objects that did not cross are named."""
    if isinstance(value, Opaque) and value.type == "coroutine":
        return f"a coroutine object ({value.text}) that was never awaited"
    if isinstance(value, Opaque):
        return f"an object of type {value.type}{f' ({value.text})' if value.text else ''}"
    text = repr(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 20]} … ({len(text)} characters)"


def took(seconds: float) -> str:
    """A duration: "1.2 s"."""
    return f"{round(seconds, 6):g} s"


def times(moments: Sequence[float]) -> str:
    """Several moments: "0.4, 0.9 and 1.3 s"."""
    words = [f"{round(moment, 6):g}" for moment in moments]
    if not words:
        return "no time at all"
    return f"{', '.join(words[:-1])}{' and ' if len(words) > 1 else ''}{words[-1]} s"


def few(count: int, noun: str) -> str:
    """A count with its noun: "no call", "1 call", "3 calls"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
