"""What `docs/architecture.md` promises of the code is true."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import grader.player
from grader.exercise.catalogue import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
IN_THE_ROOT = {"__init__.py", "__main__.py", "errors.py", "files.py", "verdict.py", "verdict.schema.json", "wire.py"}


def test_every_module_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(grader/[\w/]+\.py)`", PAGE))
    assert len(named) > 30
    assert not [name for name in named if not (ROOT / name).is_file()]


def test_the_page_shows_every_room_and_no_other() -> None:
    drawn = set(re.findall(r"^  (\w+)  +\S", PAGE.partition("## The rooms")[2].partition("```\n\n")[0], re.MULTILINE))
    rooms = {path.name for path in (ROOT / "grader").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert drawn - {"verdict"} == rooms


def test_only_what_every_room_needs_lies_in_the_root() -> None:
    assert {path.name for path in (ROOT / "grader").iterdir() if path.is_file()} == IN_THE_ROOT


def test_a_player_loads_nothing_but_python_the_wire_and_the_sandbox() -> None:
    modules = [name for _, name, _ in pkgutil.iter_modules(grader.player.__path__, "grader.player.")]
    program = f"import sys\nfor name in {modules}: __import__(name)\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    ours = {name for name in done.stdout.split() if name.partition(".")[0] == "grader"}
    allowed = re.compile(r"grader(\.wire|\.player(\..+)?|\.sandbox(\..+)?)?")
    assert not [name for name in ours if not allowed.fullmatch(name)]
    foreign = {name.partition(".")[0] for name in done.stdout.split()} - {"grader", "__main__", "sitecustomize"}
    assert not foreign - set(sys.stdlib_module_names) - {"_virtualenv"}
    assert Path(grader.player.__path__[0]).is_dir()
