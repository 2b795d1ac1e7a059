"""The pages of the named mistakes: found by name, and turned from Markdown into text for a terminal."""

from __future__ import annotations

import re
from pathlib import Path

from grader.errors import UserError
from grader.exercise.catalogue import ROOT
from grader.sinks.page import Page, cut

FOLDER = ROOT / "docs" / "mistakes"
_COLOURS = {"Instead of": "red", "Write": "green"}


def find(typed: str, folder: Path = FOLDER) -> Path:
    """Return the page of a mistake, named in whatever spelling. Raises UserError with the nearest names."""
    name = re.sub(r"[\s_-]+", "-", typed.strip().lower().removesuffix(".md"))
    path = folder / f"{name}.md"
    if name in (names := _names(folder)):
        return path
    near = [known for known in names if name and name in known]
    if not near:
        import difflib

        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    advice = f" Did you mean {' or '.join(near[:5])}?" if near else ""
    raise UserError(f"There is no mistake named {typed!r}.{advice} All names:  nox -s explain")


def listed(page: Page, folder: Path = FOLDER) -> None:
    """Add a line for each mistake: its name, and how its page begins."""
    names = _names(folder)
    column = max(map(len, names), default=0) + 2
    for name in names:
        opening = (folder / f"{name}.md").read_text(encoding="utf-8").split("\n\n")[1]
        first = re.split(r"(?<=[.:])\s", " ".join(opening.split()), maxsplit=1)[0].rstrip(":.")
        page.line(("bold", name.ljust(column)), ("", cut(first, page.width - column)))


def show(page: Page, markdown: str) -> None:
    """Add a page of Markdown: headings, paragraphs, lists of links, and blocks of code. (No more is used.)"""
    for number, part in enumerate(re.split(r"^```\w*\n(.*?)^```$", markdown, flags=re.MULTILINE | re.DOTALL)):
        if number % 2:
            page.line()
            for line in part.splitlines():
                page.line(("", f"    {line}"))
            continue
        for block in filter(None, map(str.strip, part.split("\n\n"))):
            _block(page, block)


def _block(page: Page, block: str) -> None:
    if page.lines:
        page.line()
    if block.startswith("#"):
        heading = block.lstrip("# ")
        page.line((_COLOURS.get(heading, "bold"), heading))
    elif block.startswith("- "):
        for title, address in re.findall(r"^- \[(.*?)\]\((\S+)\)$", block, re.MULTILINE):
            page.text(title, indent=2)
            page.line(("dim", f"    {address}"))
    else:
        page.text(" ".join(block.split()), indent=2)


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}. Run the command from a clone of the repository.")
    return sorted(path.stem for path in folder.glob("*.md") if path.stem != "README")
