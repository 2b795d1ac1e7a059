"""Which editor opens a file at a line, and how it is told so."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

_BY_COLON = {"hx", "helix", "subl", "zed", "zeditor", "atom", "lapce"}  # file:line
_BY_GOTO = {"code", "code-insiders", "codium", "cursor", "windsurf"}  # -g file:line
_BY_PLUS = {
    "vi",
    "vim",
    "nvim",
    "view",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "micro",
    "kak",
    "joe",
    "mg",
    "gedit",
    "kate",
}
_WINDOWED = (
    _BY_GOTO | (_BY_COLON - {"hx", "helix"}) | {"gedit", "kate", "mousepad", "notepad", "open", "start", "xdg-open"}
)


@dataclasses.dataclass(frozen=True)
class Editor:
    """What to start, and whether it needs the terminal that we are in."""

    words: list[str]
    needs_terminal: bool


def command(path: Path, line: int, environ: Mapping[str, str] | None = None) -> Editor | None:
    """Return how to open `path` at `line`; None if no editor was chosen.

    AWAITLINGS_EDITOR, VISUAL and EDITOR are asked, in this order; in a terminal of VS Code it is that.
    """
    environ = os.environ if environ is None else environ
    chosen = next((environ[name] for name in ("AWAITLINGS_EDITOR", "VISUAL", "EDITOR") if environ.get(name)), "")
    if not chosen and environ.get("TERM_PROGRAM") == "vscode":
        chosen = next((name for name in ("code", "cursor", "codium") if shutil.which(name)), "")
    words = shlex.split(chosen, posix=os.name != "nt")
    if not words:
        return None
    name = Path(words[0]).stem.lower()
    if name in _BY_GOTO:
        words += ["-g", f"{path}:{line}"]
    elif name in _BY_COLON:
        words.append(f"{path}:{line}")
    elif name in _BY_PLUS:
        words += [f"+{line}", str(path)]
    else:
        words.append(str(path))
    return Editor(words, name not in _WINDOWED)


async def start(editor: Editor) -> None:
    """Start an editor with a window of its own, and do not wait for it. Raises OSError."""
    nothing = asyncio.subprocess.DEVNULL
    await asyncio.create_subprocess_exec(
        *editor.words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )
