"""The pictures in the documentation are real screens: made from what the program writes, so that they cannot rot.

After a change that is meant to be seen:  AWAITLINGS_PICTURES=write python -m pytest tests/test_pictures.py
"""

from __future__ import annotations

import html
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, make_clone
from .terminal import Terminal, needs_pty

pytest.importorskip("prompt_toolkit")
pytest.importorskip("watchfiles")
pytestmark = [needs_pty, pytest.mark.skipif(not hasattr(os, "fork"), reason="the judge is forked")]

PICTURES = ROOT / "docs" / "pictures"
EXERCISES = ("11_never_awaited", "21_sync_to_async", "31_which_door", "41_blocked_loop", "51_partial_failure")
COLUMNS = 92
WIDTH, HEIGHT = 8.4, 18  # of a character
STYLE = (
    "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6edf3;"
    "white-space:pre}.b{font-weight:bold}</style>"
)
COLOURS = {"red": "#ff7b72", "green": "#7ee787", "brown": "#e3b341", "yellow": "#e3b341"}


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The pictures of a short session at the desk, by name."""
    folder = make_clone(tmp_path_factory.mktemp("pictures"), EXERCISES)
    taken: dict[str, str] = {}
    verdict = Terminal(
        *(sys.executable, "-m", "grader", "grade", "41", "--seed", "5"), cwd=folder, columns=COLUMNS, rows=40
    )
    verdict.shows("0 of 5 points", "--seed 5")
    taken["grade-failed"] = drawing(verdict)
    verdict.close()
    terminal = Terminal(*(sys.executable, "-m", "grader", "watch", "--seed", "5"), cwd=folder, columns=COLUMNS, rows=38)
    terminal.shows("Save the stub, and it is judged", "q quit")
    taken["watch-first"] = svg(terminal)
    for name in EXERCISES[:2]:
        solve(folder, name)
        terminal.shows("passed: ", "Beside the reference", rf"(?m)^{name[:2]} ", no="judging")
    stub = folder / "exercises" / "41_blocked_loop" / "blocked_loop.py"
    stub.write_text(stub.read_text("utf-8") + "# begun\n", "utf-8")
    terminal.shows("2/5 passed", "Failed as well", no="judging")
    taken["watch-failed"] = svg(terminal)
    solve(folder, "41_blocked_loop")
    terminal.shows("3/5 passed", "Beside the reference", no="judging")
    taken["watch-passed"] = svg(terminal)
    yield taken
    terminal.close()


def solve(folder: Path, name: str) -> None:
    for path in (folder / "solutions" / name).glob("*.py"):
        shutil.copy(path, folder / "exercises" / name)


@pytest.mark.parametrize("name", ["grade-failed", "watch-first", "watch-failed", "watch-passed"])
def test_a_picture_shows_what_the_screen_shows_now(screens: dict[str, str], name: str) -> None:
    path = PICTURES / f"{name}.svg"
    if os.environ.get("AWAITLINGS_PICTURES") == "write":
        path.write_text(screens[name], "utf-8")
    there = path.read_text("utf-8").splitlines() if path.exists() else []
    assert there == screens[name].splitlines(), f"docs/pictures/{name}.svg is out of date: see the top of this file"


def svg(terminal: Terminal) -> str:
    """The watch screen as a drawing."""
    terminal.until(lambda: terminal.raw.endswith(b"\x1b[J"), "the end of a frame")
    return drawing(terminal)


def drawing(terminal: Terminal) -> str:
    """What a terminal shows as a drawing. What no two runs have in common, the real seconds, is left out."""
    rows = [row_of(terminal, number) for number in range(terminal.rows)]
    while not rows[-1]:
        rows.pop()
    title = html.escape(terminal.text.splitlines()[0])
    width, height = round(terminal.columns * WIDTH + 32), len(rows) * HEIGHT + 32
    lines = [f'<text x="16" y="{number * HEIGHT + 30}">{row}</text>' for number, row in enumerate(rows) if row]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{title}</title>",
        STYLE,
        f'<rect width="{width}" height="{height}" rx="10" fill="#0d1117"/>',
        *lines,
        "</svg>",
        "",
    ])  # fmt: skip


def row_of(terminal: Terminal, number: int) -> str:
    """One line as spans of one look each; each span stands at its column, whatever the font."""
    spans: list[tuple[int, tuple[str, bool], str]] = []
    masked = re.sub(r"judged in \d+\.\d\d s", "judged in a wink", terminal.line(number)).ljust(terminal.columns)
    for column, character in enumerate(masked[: terminal.columns]):
        look = terminal.look(number, column)
        if spans and spans[-1][1] == look:
            spans[-1] = (spans[-1][0], look, spans[-1][2] + character)
        else:
            spans.append((column, look, character))
    return "".join(_span(*span) for span in spans if span[2].strip())


def _span(column: int, look: tuple[str, bool], text: str) -> str:
    colour, bold = look
    style = (f' fill="{COLOURS[colour]}"' if colour in COLOURS else "") + (' class="b"' if bold else "")
    start = column + len(text) - len(text.lstrip())
    return f'<tspan x="{16 + start * WIDTH:.1f}"{style}>{html.escape(text.strip())}</tspan>'
