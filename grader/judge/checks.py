"""What a check file is written with, beside its scenarios: `check` and `service`."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from grader.judge.world import Latency, Service

Function = TypeVar("Function", bound=Callable[..., Any])


class CheckFileError(Exception):
    """A hidden check file is written wrongly. The message says what to change."""


def service(
    *, latency: Latency | Callable[..., Latency], fresh: bool = False, kept: bool = True
) -> Callable[[Callable[..., Any]], Service]:
    """Declare how the judge plays a function of services.py; the function's name is the service's.

    `latency` is in simulated seconds: a number, a range to draw from, or None for one that never answers; or a function
    of the arguments that gives one of these.
    A generator function makes a stream, with a latency for each item. `fresh`: equal calls draw anew. `kept`: a call on
    its way holds who waits for it, as a timer does; with False only a weak reference leads there, as from asyncio's own
    streams to their readers (and `services.py` does so by itself as well).
    """

    def declare(function: Callable[..., Any]) -> Service:
        return Service(function.__name__, function, latency, fresh, kept)

    return declare


@dataclasses.dataclass(frozen=True)
class CheckSpec:
    """What `@check` says: the part it belongs to and its title."""

    part: int
    title: str
    schedules: int = 0


def check(*, part: int, title: str = "", schedules: int = 0) -> Callable[[Function], Function]:
    """Mark a test function as a check of a part. `title` is what a learner reads; without one, its docstring is.

    With `schedules` it is played so often, each time with another seed that also draws what Python leaves open (see
    `grader/player/chance.py`), until one play fails.
    """

    def mark(function: Function) -> Function:
        said = title or (inspect.getdoc(function) or "").strip().removesuffix(".")
        if not said or "\n" in said:
            raise CheckFileError(f"{function.__name__} needs a title: a docstring of one line, or @check(title=…).")
        function.__dict__["awaitlings_check"] = CheckSpec(part, said, schedules)
        return function

    return mark
