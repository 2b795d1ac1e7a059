"""What a program wrote to standard error -> evidence: tracebacks, and what Python and asyncio warn of."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from grader.judge.evidence import Evidence, Failure, Place, Seen
from grader.judge.words import without_addresses

_IN_A_GROUP = re.compile(r"^\s*[|+] ?")  # how the tracebacks inside an ExceptionGroup are set off
_FRAME = re.compile(r'^ +File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_DUMPED = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+) in ', re.MULTILINE)
_LAST = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)(?:: (?P<text>.*))?$")
SYNTAX = ("SyntaxError", "IndentationError", "TabError")
_MOST_TEXT = 500  # of what an exception says
_WARNED = re.compile(r"^(?P<file>[^\n]*?):(?P<line>\d+): (?P<category>\w+Warning): (?P<text>.*)$")
_NEVER = re.compile(r"coroutine '(?P<of>[^']+)' was never awaited")
_NOT_THERE = re.compile(r"Error loading ASGI app\. (?P<text>.*)")


def read_errors(text: str, folder: Path, files: tuple[str, ...], evidence: Evidence) -> None:
    """Write what `text` tells into `evidence`: the error whose traceback is last, warnings, messages of loops."""
    lines = text.splitlines()
    failures = list(_tracebacks(lines, folder, files))
    if failures:
        # Of several, the last that went through the learner's lines says most.
        own = [failure for failure in failures if failure.frames]
        evidence.error = (own or failures)[-1]
    for line in lines:
        if found := _WARNED.match(line):
            at = _place(found["file"], int(found["line"]), folder, files)
            if never := _NEVER.search(found["text"]):
                evidence.never_awaited.append(Seen(0.0, never["of"].rpartition(".")[2], at))
        for message in ("was destroyed but it is pending", "exception was never retrieved"):
            if message in line:
                evidence.contexts.append(Seen(0.0, "a task", None, line.strip()))
    if (unloaded := _NOT_THERE.search(text)) and evidence.error is None:
        evidence.error = Failure(("ImportError",), unloaded["text"])


def place_in_dump(dump: str, folder: Path, files: tuple[str, ...]) -> Place | None:
    """The innermost learner line in what faulthandler wrote of one thread; in an `async def`, if one is there.

    A plain function that blocks may be right: who calls it on the loop is at fault.
    """
    found = [_place(frame["file"], int(frame["line"]), folder, files) for frame in _DUMPED.finditer(dump)]
    places = [place for place in found if place]
    return next((place for place in places if _is_async(place, folder)), next(iter(places), None))


def _is_async(place: Place, folder: Path) -> bool:
    """Whether a line stands in an `async def`, and in no plain function inside of it."""
    tree = ast.parse((folder / place[0]).read_bytes())
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    around = [node for node in functions if node.lineno <= place[1] <= (node.end_lineno or 0)]
    return bool(around) and isinstance(around[-1], ast.AsyncFunctionDef)


def _tracebacks(lines: list[str], folder: Path, files: tuple[str, ...]) -> Iterator[Failure]:
    frames: list[tuple[str, int, str]] = []
    inside = headless = False
    lines = [_IN_A_GROUP.sub("", line) for line in lines]
    for number, line in enumerate(lines):
        if line.endswith("Traceback (most recent call last):"):
            inside, headless, frames = True, False, []
        elif found := _FRAME.match(line):
            if not inside:  # a SyntaxError of the program itself comes without a head
                inside, headless, frames = True, True, []
            if place := _place(found["file"], int(found["line"]), folder, files):
                frames.append((*place, found["function"] or "<module>"))
        elif inside and (last := _LAST.match(line)):
            more = itertools.takewhile(lambda text: text.startswith("  "), lines[number + 1 : number + 4])
            text = " ".join([last["text"] or "", *(text.strip() for text in more)]).strip()
            if not headless or last["type"] in SYNTAX:
                yield Failure((last["type"].rpartition(".")[2],), without_addresses(text[:_MOST_TEXT]), tuple(frames))
            inside = False


def _place(file: str, line: int, folder: Path, files: tuple[str, ...]) -> Place | None:
    """The place, if it is in a file that the learner wrote."""
    path = (folder / file).resolve()
    below = path.relative_to(folder.resolve()).as_posix() if path.is_relative_to(folder.resolve()) else ""
    return (below, line) if below in files else None
