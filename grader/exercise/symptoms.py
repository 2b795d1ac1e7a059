"""What Python and its libraries print, and what people see: which mistake it is, and which exercises teach it.

`symptoms.toml` is the one table. `nox -s explain`, `nox -s list` and the diagnosis read it here.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("symptoms.toml")
_SHORTEST = 3  # characters of a piece that is worth a search
# `TypeError: ` in front of a message: you may have pasted it in another spelling, or without.
_KIND = re.compile(r"^[\w.]*[A-Z]\w*: ")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # as word processors and chats make them
_BAR = re.compile(r"^\s*(\| ?|\+[-+ \d]*\+?-*$)")  # the frame that Python draws around the errors of a group


@dataclasses.dataclass(frozen=True)
class Symptom:
    """One row: words that are printed (`said`), or what people see if nothing is printed (`seen`)."""

    said: str = ""
    seen: str = ""
    also: tuple[str, ...] = ()
    by: str = ""
    pattern: str = ""
    mistake: str = ""
    say: str = ""
    exercises: tuple[str, ...] = ()
    source: str = ""

    @property
    def title(self) -> str:
        return self.said or self.seen

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.title, *self.also)


@functools.cache
def table() -> tuple[Symptom, ...]:
    """Every row, in the order of the file. Takes some 50 ms: the diagnosis asks for `patterns` instead."""
    import tomllib

    rows: list[dict[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))["row"]
    lists = ("also", "exercises")
    return tuple(Symptom(**row | {key: tuple(row.get(key, ())) for key in lists}) for row in rows)


@functools.cache
def patterns() -> list[tuple[str, str]]:
    """What an error says and the mistake that it shows, in order: the first that fits counts. Parses no TOML."""
    return re.findall(r"^pattern = '''(.+)'''\nmistake = \"(.+)\"$", _TABLE.read_text("utf-8"), re.MULTILINE)


def find(text: str) -> list[Symptom]:
    """Return the rows that a text shows: a message, a piece of one, or a whole traceback. The cause comes first.

    What is printed word for word comes before what only fits a row's pattern.
    """
    lines = [_plain(line) for line in _telling_lines(text)]
    shown = [row for row in table() if any(re.search(said, line) for said in expressions(row) for line in lines)]
    fits = [row for row in table() if row.pattern and row not in shown]
    shown += [row for row in fits if any(re.search(row.pattern, line, re.IGNORECASE) for line in lines)]
    piece = _plain(text)
    if len(piece) >= _SHORTEST:
        shown += [row for row in table() if row not in shown and any(piece in _plain(word) for word in row.wordings)]
    return shown


def nearest(text: str, count: int = 3) -> list[Symptom]:
    """Return the rows that share most words with a text, at most `count` of them."""
    words = set(re.findall(r"\w{3,}", _plain(text)))

    def shared(row: Symptom) -> float:
        own = set(re.findall(r"\w{3,}", _plain(" ".join((*row.wordings, row.by, row.say)))))
        return len(words & own) / (len(words) + len(own) / 20)

    return [row for row in sorted(table(), key=shared, reverse=True) if shared(row)][:count]


def _telling_lines(text: str) -> Iterator[str]:
    """The lines that say what happened: of a traceback neither the files nor the source in them."""
    lines = [_BAR.sub("", line) for line in textwrap.dedent(text).splitlines()]
    trace = any(line.lstrip().startswith("Traceback (most recent call last)") for line in lines)
    yield from (line for line in lines if line.strip() and not (trace and line.startswith("  ")))


def expressions(row: Symptom) -> list[str]:
    """What finds the wordings of a row in a line of small letters. JavaScript reads it as well."""
    return [_expression(wording) for wording in row.wordings]


@functools.cache
def _expression(wording: str) -> str:
    """What a line has to hold to show this wording: its message; a bare name of an error stands alone."""
    if re.fullmatch(r"[\w.]+", wording):
        return rf"^(\S+\.)?{re.escape(wording.rpartition('.')[2].lower())}:?$"
    message = _KIND.sub("", wording)
    message = wording if re.fullmatch(r"\w+", message) else message  # one word is not enough
    return ".*".join(re.escape(_plain(part)) for part in message.split("…"))


@functools.cache
def _plain(text: str) -> str:
    """The text in small letters, with single spaces and straight quotes."""
    return " ".join(text.translate(_QUOTES).lower().split())
