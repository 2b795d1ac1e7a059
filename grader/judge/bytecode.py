"""Compiled code of what a fork server imports: it may write nothing, and would compile all of it at each start."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from pathlib import Path

GRADER = Path(__file__).resolve().parent.parent


def keep(folder: Path = GRADER) -> None:
    """Compile the player's modules that have no compiled code, or an older one. Costs a look at each file."""
    if sys.dont_write_bytecode:
        return
    for source in (folder / "wire.py", *folder.glob("player/*.py"), *folder.glob("sandbox/*.py")):
        with contextlib.suppress(OSError):  # a read-only checkout works as well
            compiled = Path(importlib.util.cache_from_source(str(source)))
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                import py_compile

                py_compile.compile(str(source), quiet=2)
