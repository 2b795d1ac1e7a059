"""Which lines of the learner's code run: asked for in one more play of a match that failed, and in no other.

From Python 3.12 on the interpreter tells each line once (`sys.monitoring`), which costs next to nothing; before that
a trace function is called at every line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

from grader.player import shims


class Lines:
    """Notes the lines of some code, from now on."""

    def __init__(self, codes: Iterable[CodeType]) -> None:
        self._ran: set[tuple[str, int]] = set()
        if sys.version_info >= (3, 12):
            self._monitor(codes)
        else:
            shims.WORLD.trace = self._trace
            sys.settrace(self._trace)

    def told(self) -> list[list[Any]]:
        """File by file, the lines that have run so far."""
        files = sorted({file for file, _ in self._ran})
        return [[file, sorted(line for of, line in self._ran if of == file)] for file in files]

    if sys.version_info >= (3, 12):

        def _monitor(self, codes: Iterable[CodeType]) -> None:
            events = sys.monitoring.events
            tool = next(number for number in range(6) if sys.monitoring.get_tool(number) is None)
            sys.monitoring.use_tool_id(tool, "awaitlings")
            sys.monitoring.register_callback(tool, events.LINE, self._line)
            for code in _all(codes):
                sys.monitoring.set_local_events(tool, code, events.LINE)

        def _line(self, code: CodeType, line: int) -> Any:
            self._ran.add((code.co_filename, line))
            return sys.monitoring.DISABLE

    def _trace(self, frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename not in shims.WORLD.files:
            return None
        if event == "line":
            self._ran.add((frame.f_code.co_filename, frame.f_lineno))
        return self._trace


def _all(codes: Iterable[CodeType]) -> Iterator[CodeType]:
    """The code of modules and of all functions in them."""
    for code in codes:
        yield code
        yield from _all(inner for inner in code.co_consts if isinstance(inner, CodeType))
