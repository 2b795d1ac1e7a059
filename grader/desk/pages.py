"""The pages of the named mistakes: found by name, and turned from Markdown into text for a terminal."""

from __future__ import annotations

import re
from pathlib import Path

from grader.errors import UserError
from grader.exercise.catalogue import ROOT
from grader.sinks.page import Page, cut

FOLDER = ROOT / "docs" / "mistakes"
_ALIKE = 0.7  # how alike two words are, from 0 to 1
_COLOURS = {"Instead of": "red", "Write": "green"}


def is_a_name(typed: str, folder: Path = FOLDER) -> bool:
    """Whether a text is meant as the name of a mistake: it is one, or a single word that no message holds."""
    from grader.exercise import symptoms

    name, names = _spelled(typed), _names(folder)
    if name in names or not re.fullmatch(r"[./a-z_-]+", typed.strip().lower()):
        return name in names
    return any(name in known for known in names) or not symptoms.find(typed)


def find(typed: str, folder: Path = FOLDER) -> Path:
    """Return the page of a mistake, named in whatever spelling. Raises UserError with the nearest names."""
    name = _spelled(typed)
    path = folder / f"{name}.md"
    if name in (names := _names(folder)):
        return path
    near = [known for known in names if name and name in known] or _nearest(name, names)
    advice = f" Did you mean {' or '.join(near[:5])}?" if near else ""
    raise UserError(f"There is no mistake named {typed!r}.{advice} All names:  nox -s explain")


def listed(page: Page, folder: Path = FOLDER) -> None:
    """Add a line for each mistake: its name, and how its page begins."""
    names = _names(folder)
    column = max(map(len, names), default=0) + 2
    for name in names:
        page.line(("bold", name.ljust(column)), ("", cut(first_sentence(name, folder), page.width - column)))


def first_sentence(name: str, folder: Path = FOLDER) -> str:
    """How the page of a mistake begins, without its last point."""
    opening = (folder / f"{name}.md").read_text(encoding="utf-8").split("\n\n")[1]
    return re.split(r"(?<=[.:])\s", " ".join(opening.split()), maxsplit=1)[0].rstrip(":.")


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


def _spelled(typed: str) -> str:
    return re.sub(r"[\s_-]+", "-", typed.strip().lower().removesuffix(".md"))


def _nearest(typed: str, names: list[str]) -> list[str]:
    """The names like the one that was typed, at most three: as a whole, in one of their words, or in its beginning."""
    from difflib import SequenceMatcher

    def like(text: str) -> float:
        return SequenceMatcher(None, typed, text).ratio()

    found = {
        name: max(max(like(word), like(word[: len(typed)])) for word in (name, *name.split("-"))) for name in names
    }
    least = max(_ALIKE, max(found.values(), default=0.0) - 0.1)
    return sorted((name for name in names if found[name] >= least), key=lambda name: (-found[name], -like(name)))[:3]


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}. Run the command from a clone of the repository.")
    return sorted(path.stem for path in folder.glob("*.md") if path.stem != "README")
