"""What an output stream can show, and the live line on it while grading."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TextIO

from grader import sinks
from grader.sinks.page import MARKS, Page, cells, cut

WIDTH = 80  # if there is no terminal to ask
WIDEST = 120  # beyond that, an eye loses the line


@dataclasses.dataclass(frozen=True)
class Look:
    """What a stream can show."""

    colour: bool
    width: int
    unicode: bool

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] | None = None) -> Look:
        """Return the look for `stream`: NO_COLOR, FORCE_COLOR, TERM=dumb and COLUMNS are honoured."""
        environ = os.environ if environ is None else environ
        terminal = _is_terminal(stream)
        if environ.get("NO_COLOR"):
            colour = False
        elif environ.get("FORCE_COLOR"):
            colour = True
        else:
            colour = terminal and environ.get("TERM") != "dumb" and _obeys_escapes(environ)
        columns = environ.get("COLUMNS", "")
        width = int(columns) if columns.isdecimal() else 0
        if not width and terminal:
            try:
                width = os.get_terminal_size(stream.fileno()).columns
            except (OSError, ValueError):
                width = 0
        return cls(colour, min(width or WIDTH, WIDEST), can_print(stream, "".join(m[0] for m in MARKS.values())))

    def page(self) -> Page:
        """An empty page of this look."""
        return Page(self.colour, self.width, self.unicode)


def page_for(stream: TextIO) -> Page:
    """An empty page for what a stream can show."""
    return Look.of(stream).page()


class Progress:
    """The live line while grading. It exists on a terminal only, and erases itself.

    with Progress() as progress:
        progress.start("41 blocked_loop")
    """

    def __init__(self, stream: TextIO | None = None, environ: Mapping[str, str] | None = None) -> None:
        self._stream = stream or sys.stderr
        environ = os.environ if environ is None else environ
        self._live = _is_terminal(self._stream) and environ.get("TERM") != "dumb"
        self._width = Look.of(self._stream, environ).width if self._live else 0
        self._shown = 0

    def start(self, exercise_label: str) -> None:
        """Say which exercise is being played, in place of the one before."""
        if self._live:
            text = cut(f"playing {sinks.safe(exercise_label)} ...", self._width - 1)
            if not can_print(self._stream, text):
                text = text.encode("ascii", "replace").decode("ascii")
            self._write(text)

    def done(self) -> None:
        """Erase the line. Safe to call twice."""
        if self._shown:
            self._write("")

    def _write(self, text: str) -> None:
        # Blanks and a carriage return work on every terminal, an erase sequence does not.
        size = cells(text)
        self._stream.write("\r" + text + " " * (self._shown - size) + ("" if text else "\r"))
        self._stream.flush()
        self._shown = size

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()


def _obeys_escapes(environ: Mapping[str, str]) -> bool:
    """Old Windows consoles print escape sequences instead of obeying them."""
    return sys.platform != "win32" or "WT_SESSION" in environ or "TERM" in environ


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def can_print(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def write_lines(stream: TextIO, lines: Iterable[str]) -> None:
    """Write lines to a stream; what it cannot print is spelled out."""
    text = "\n".join(lines) + "\n"
    if not can_print(stream, text):
        encoding = stream.encoding or "ascii"
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)
    stream.flush()
