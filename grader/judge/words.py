"""Small words for people: values, durations and counts as they stand in a message."""

from __future__ import annotations

import itertools
import re
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
    text = without_addresses(repr(value))
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 20]} … ({len(text)} characters)"


_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_CALLBACKS = re.compile(r" cb=\[[^\[\]]*\]")  # of a task or future, as asyncio prints it: functions of asyncio's own


def without_addresses(text: object) -> str:
    """Addresses and paths in what asyncio prints differ between runs and machines, and a verdict must not."""
    return _CALLBACKS.sub("", _ADDRESS.sub("0x…", str(text)))


def took(seconds: float) -> str:
    """A duration: "1.2 s"."""
    return f"{round(seconds, 6):g} s"


def unlike(predicted: Any, measured: float | list[str], tolerance: float) -> str:
    """In what a prediction of seconds, or of lines, differs from what was measured: a sentence, or empty."""
    if not isinstance(measured, list):
        if measured - tolerance <= predicted <= measured + tolerance:
            return ""
        seconds = took(predicted) if isinstance(predicted, float) else f"{predicted!r:.20} s"
        return f"You predicted {seconds}. The program took {took(measured)} (simulated)."
    if predicted == measured:
        return ""
    agree = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(predicted, measured, strict=False)))
    yours, real = (show(lines[agree]) if agree < len(lines) else "nothing more" for lines in (predicted, measured))
    common = {0: "The first line differs:", 1: "The first line agrees. Then"}.get(agree, f"{agree} lines agree. Then")
    return f"{common} you predicted {yours}, and the program printed {real}."


def told_wrongly(predicted: Any, measured: float | list[str]) -> str:
    """A pattern for the line of code that makes the first line predicted wrongly: its first word in a text; or ""."""
    if not isinstance(measured, list):
        return ""
    wrong = next((mine for mine, real in itertools.zip_longest(predicted, measured) if mine != real), None)
    word = re.match(r"\w+", wrong) if isinstance(wrong, str) else None
    return rf"[\"']{word[0]}\b" if word else ""


def times(moments: Sequence[float]) -> str:
    """Several moments: "0.4, 0.9 and 1.3 s"."""
    words = [f"{round(moment, 6):g}" for moment in moments]
    if not words:
        return "no time at all"
    return f"{', '.join(words[:-1])}{' and ' if len(words) > 1 else ''}{words[-1]} s"


def few(count: int, noun: str) -> str:
    """A count with its noun: "no call", "1 call", "3 calls"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
