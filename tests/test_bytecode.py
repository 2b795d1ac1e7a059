"""The fork server finds its modules compiled, although it may write nothing itself."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from grader.judge import bytecode


@pytest.fixture
def grader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    for name in ("player/forkserver.py", "wire.py", "player/shims.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        shutil.copy(bytecode.GRADER / name, file)
    return tmp_path


def compiled(grader: Path) -> dict[str, bytes]:
    return {file.name.partition(".")[0]: file.read_bytes() for file in grader.rglob("*.pyc")}


def test_it_is_compiled_once_and_again_after_a_change(grader: Path) -> None:
    bytecode.keep(grader)
    before = compiled(grader)
    assert set(before) == {"forkserver", "wire", "shims"}
    source = grader / "wire.py"
    source.write_text("CHANGED = 1\n", encoding="utf-8")
    os.utime(source, (2**31, 2**31))
    bytecode.keep(grader)
    after = compiled(grader)
    assert [name for name in before if before[name] != after[name]] == ["wire"]


def test_nothing_is_written_where_that_is_not_wanted_or_not_allowed(
    grader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    bytecode.keep(grader)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (grader / "__pycache__").write_text("in the way", encoding="utf-8")
    (grader / "player" / "__pycache__").write_text("in the way", encoding="utf-8")
    bytecode.keep(grader)
    assert compiled(grader) == {}
