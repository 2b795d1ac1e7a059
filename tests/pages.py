"""The pages of the named mistakes as data, for the tests that play their code and read their links."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from grader.exercise.catalogue import ROOT
from grader.judge.world import Service

FOLDER = ROOT / "docs" / "mistakes"
# Their code is played on the real clock: tests/test_mistake_pages_in_production.py. That of all others in a match.
REAL = {
    "missing-flush", "wrong-body", "one-name-for-two", "error-as-success", "not-cancelled-on-disconnect",
    "response-returned", "wrong-frames", "status-too-late", "async-node-under-invoke", "no-reducer",
    "connection-for-each", "no-deadline", "deadline-counts-the-line", "cpu-in-a-thread", "not-picklable",
    "pipe-deadlock", "child-left-behind", "ran-again-on-resume",
}  # fmt: skip
SECTIONS = ("Instead of", "Write", "Why", "In the documentation", "Linters")


@dataclasses.dataclass(frozen=True)
class Page:
    """One page: its name, what stands before the first section, and the sections by their heading."""

    name: str
    title: str
    opening: str
    sections: dict[str, str]

    def code(self, section: str) -> str:
        """The one block of code of a section."""
        (block,) = re.findall(r"^```python\n(.*?)^```$", self.sections[section], re.MULTILINE | re.DOTALL)
        return str(block)


def pages() -> dict[str, Page]:
    """Every page of the folder, by its name."""
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        if path.name != "README.md":
            head, *rest = re.split(r"^## (.*)$", path.read_text("utf-8"), flags=re.MULTILINE)
            title, _, opening = head.partition("\n")
            sections = dict(zip(rest[::2], map(str.strip, rest[1::2]), strict=True))
            found[path.stem] = Page(path.stem, title.removeprefix("# "), opening.strip(), sections)
    return found


SERVICES = """
import asyncio, time

async def fetch(name):
    await asyncio.sleep(1)

def fetch_blocking(name):
    time.sleep(1)

async def tokens(name):
    yield name

async def never(name):
    await asyncio.Event().wait()

async def tidy_up(name):
    await asyncio.sleep(0.5)
"""


def services(second: float = 1.0) -> dict[str, Service]:
    """What the code of a page talks to: one second for everything, three for what is slow."""

    def fetch(call: Any, name: str) -> str:
        if name == "broken":
            raise LookupError("no such thing")
        return f"{name} {call.word}"

    def tokens(call: Any, name: str) -> Iterator[str]:
        for number in range(3):
            yield f"{name}{number} {call.word}"

    def latency(name: str) -> float:
        return 3.0 * second if name.endswith("slow") else second

    return {
        "fetch": Service("fetch", fetch, latency, False),
        "fetch_blocking": Service("fetch_blocking", fetch, latency, False),
        "tokens": Service("tokens", tokens, second, False),
        "never": Service("never", fetch, None, False),
        "tidy_up": Service("tidy_up", lambda call, name: None, second / 2, False),
    }
