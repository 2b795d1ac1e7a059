"""Async generators that were begun and never closed: their clean-up is left to the garbage collector.

asyncio itself sees them begin and hears when one is thrown away (`sys.set_asyncgen_hooks`). One that stands in no
`finally` and in no `with` has nothing to clean up, and leaving that is no fault.
"""

from __future__ import annotations

import asyncio.base_events
import weakref
from typing import Any

from grader.player import shims
from grader.player.places import Place, learner_place, place, runs_as_people_say

_begun: weakref.WeakSet[Any] = weakref.WeakSet()
# The learner's line that began each, by its id: when one is thrown away, no weak reference leads to it any more.
_places: dict[int, Place] = {}


def install() -> None:
    """Put the watch in place, for good. Called once, in the fork server."""
    base = asyncio.base_events.BaseEventLoop
    begins, dropped = base._asyncgen_firstiter_hook, base._asyncgen_finalizer_hook  # type: ignore[attr-defined]

    def firstiter(self: Any, generator: Any) -> None:
        if generator.ag_code.co_filename in shims.WORLD.files and (spot := learner_place()) is not None:
            _begun.add(generator)
            _places[id(generator)] = spot
        begins(self, generator)

    def finalizer(self: Any, generator: Any) -> None:
        recorder = shims.WORLD.recorder
        if recorder is not None and not recorder.over:
            _report(recorder, generator)
        dropped(self, generator)

    shims.replace(base, "_asyncgen_firstiter_hook", firstiter)
    shims.replace(base, "_asyncgen_finalizer_hook", finalizer)


def report_what_is_open(recorder: Any) -> None:
    """The scenario has ended: whatever was begun and is neither closed nor at work now was left."""
    for generator in sorted(_begun, key=lambda one: (_places.get(id(one)) or ("", 0), one.__qualname__)):
        if not generator.ag_running:
            _report(recorder, generator)


def _report(recorder: Any, generator: Any) -> None:
    spot = _places.pop(id(generator), None)
    stands = place(generator.ag_frame)
    if spot is not None and stands is not None and _cleans_up(*stands):
        recorder.event("generator_left", of=runs_as_people_say(generator), at=spot)


def _cleans_up(file: str, line: int) -> bool:
    """Whether an exception at this line passes a `finally`, or the end of a `with`, on its way out."""
    import ast
    import linecache

    for node in ast.walk(ast.parse("".join(linecache.getlines(file)))):
        there_is = isinstance(node, (ast.With, ast.AsyncWith)) or (isinstance(node, ast.Try) and bool(node.finalbody))
        if there_is and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):  # type: ignore[attr-defined]
            return True
    return False
