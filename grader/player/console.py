"""The player's standard streams: what is printed is reported, and there is no keyboard."""

from __future__ import annotations

import io
import sys
from typing import Any, NoReturn

from grader.player.places import learner_place
from grader.player.recorder import Recorder


class Printed(io.TextIOBase):
    """`sys.stdout` and `sys.stderr` of the player: what is printed is reported, with its simulated time."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.printed(str(text))
        return len(text)


class NoInput(io.TextIOBase):
    """`sys.stdin` of the player: there is no keyboard, so asking ends the match."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def readable(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        self._recorder.finish("asked_for_input", call="input()", at=learner_place())

    def read(self, size: int | None = -1, /) -> str:
        self._recorder.finish("asked_for_input", call="sys.stdin.read()", at=learner_place())


def attach(recorder: Recorder) -> None:
    """Put the streams in place for this match."""

    def stop(*args: Any, **kwargs: Any) -> NoReturn:
        recorder.finish("asked_for_input", call="breakpoint()", at=learner_place())

    sys.stdout = Printed(recorder)
    sys.stderr = Printed(recorder)
    sys.stdin = NoInput(recorder)
    sys.breakpointhook = stop
