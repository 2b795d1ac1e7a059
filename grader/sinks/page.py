"""A page of text for people: wrapped to a width, with or without colour, harmless in every case.

No library is used for colour: importing one costs more than a match.
"""

from __future__ import annotations

import re

from grader import sinks
from grader.verdict import Status

MARKS = {  # for each status: the mark, the mark in ASCII, the style
    Status.PASSED: ("✓", "ok", "green"),
    Status.FAILED: ("✗", "x", "red"),
    Status.ERROR: ("!", "!", "yellow"),
    Status.INCONCLUSIVE: ("?", "?", "yellow"),
    Status.NOT_STARTED: ("·", ".", "dim"),
    Status.NOT_SELECTED: ("-", "-", "dim"),
}
NARROWEST = 40  # columns: below that nothing can be read
STYLES = {"bold": "1", "dim": "2", "red": "1;31", "green": "32", "yellow": "33"}


_COMMAND_INSIDE = re.compile(r"##(?=\[|vso\[)")  # what runners obey wherever it stands in a line of a log


class Page:
    """Lines of a report. Every text that goes in is made harmless here, and styled after that."""

    def __init__(self, colour: bool, width: int, unicode: bool) -> None:
        self.colour, self.width, self.unicode = colour, max(NARROWEST, width), unicode
        self.mark_width = 1 if unicode else 2
        self.lines: list[str] = []

    def paint(self, style: str, text: str) -> str:
        text = _COMMAND_INSIDE.sub("## ", sinks.safe(text))
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and style and text else text

    def plain_mark(self, status: Status) -> str:
        return MARKS[status][0 if self.unicode else 1].ljust(self.mark_width)

    def mark(self, status: Status) -> tuple[str, str]:
        return MARKS[status][2], self.plain_mark(status)

    def line(self, *spans: tuple[str, str]) -> None:
        """Add one line as it is: it is not wrapped, so a path in it can be clicked."""
        spans = spans[:-1] + tuple((style, text.rstrip()) for style, text in spans[-1:])
        if "".join(text for _, text in spans).lstrip().startswith("::"):  # no runner takes it for a command of ours
            spans = (("", "| "), *spans)
        self.lines.append("".join(self.paint(style, text) for style, text in spans))

    def text(
        self,
        text: str,
        *,
        indent: int = 0,
        hang: int | None = None,
        style: str = "",
        label: str = "",
        lead: str = "",
        limit: int = 100,
    ) -> None:
        """Add a wrapped text. Further lines start at `hang`, or under the text behind its `label`."""
        start = indent + len(label)
        hang = start if hang is None else hang
        body = text[: limit * self.width].strip("\n")  # a learner may return a megabyte
        lines: list[str] = []
        for paragraph in [body] if label else body.split("\n")[: limit + 1]:
            first = start if not lines else hang
            lines += _wrap(sinks.safe(paragraph), self.width - first, self.width - hang)
        if len(lines) > limit or len(text) > limit * self.width:
            lines[limit - 1 :] = [f"... ({len(text):,} characters in all)"]
        for number, line in enumerate(lines):
            if number:
                self.line(("", " " * hang), (style, line))
            elif lead and line.startswith(lead):
                self.line(("", " " * indent), ("bold", lead), (style, line.removeprefix(lead)))
            else:
                self.line(("", " " * indent), ("dim", label), (style, line))

    def source(self, gutter: str, text: str) -> None:
        room = self.width - 6 - len(gutter)
        self.line(("dim", " " * 6 + gutter), ("bold", cut(sinks.safe(text), room)))

    def quote(self, heading: str, text: str, *, limit: int, width: int = 0, tail: bool = False) -> None:
        """Add what came out of the learner's code, each line behind a bar and cut at `width`."""
        width = width or self.width - 6
        lines = sinks.safe_lines(text, limit=limit, width=width, tail=tail)
        if lines:
            self.line()
            self.text(heading, indent=4, style="dim")
        for line in lines:
            self.line(("dim", "    | "), ("", cut(line, width)))

    def row(self, left: str, right: str) -> None:
        """Add one line of the list of failures: what failed at the left, where and why at the right."""
        place, _, name = right.rpartition(" ")
        left, room = sinks.safe(left), self.width - 4
        if place and cells(left) + len(right) + 2 > room:  # no room for the path: the line number will do
            right = f"{name}, line {place.rpartition(':')[2]}" if ":" in place else name
        if right:
            left = cut(left, max(12, room - len(right) - 2))
            left += " " * (room - cells(left) - len(right))
        self.line(("", f"    {cut(left, room) if not right else left}"), ("dim", right))


def cells(text: str) -> int:
    """How many columns a harmless text takes. Wide characters take two."""
    if text.isascii():
        return len(text)
    import unicodedata  # only for text in other scripts

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fitting(text: str, width: int) -> int:
    """How many characters of `text` fit into `width` columns."""
    if text.isascii():
        return min(len(text), width)
    size = min(len(text), width)
    while cells(text[:size]) > width:
        size -= 1
    return size


def cut(text: str, width: int) -> str:
    return text if cells(text) <= width else text[: _fitting(text, max(0, width - 3))] + "..."


def _wrap(text: str, first: int, rest: int) -> list[str]:
    """Break a text at spaces, but not inside `code in backticks`.

    Only the one space at a break is lost, so that values keep their blanks.
    """
    lines: list[str] = []
    while cells(text) > (width := rest if lines else first):
        size = max(1, _fitting(text, width))
        space = _last_space(text, size)
        lines.append(text[: space or size])
        text = text[space + 1 if space else size :]
    return [*lines, text]


def _last_space(text: str, size: int) -> int:
    """Return where to break within `size` characters; 0 if there is no space to break at."""
    space = max(0, text.rfind(" ", 1, size + 1))
    if text.count("`", 0, space) % 2:  # in the middle of code: rather in front of it
        space = max(0, text.rfind(" ", 1, text.rfind("`", 0, space))) or space
    return space
