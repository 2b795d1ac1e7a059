"""A real terminal for tests: a pty, a program in it, and pyte, which shows what a person would see."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "win32":
    import fcntl
    import struct
    import termios

pyte = pytest.importorskip("pyte")

PATIENCE = 60.0  # real seconds until a test gives up: a busy machine is slow, and never wrong
needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="a pty is a matter of POSIX")


class Terminal:
    """A program in a terminal of `columns` times `rows`."""

    def __init__(self, *words: str, cwd: Path, columns: int = 90, rows: int = 40, **variables: str) -> None:
        self.raw = b""
        self.columns, self.rows = columns, rows
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_OUTSIDE}
        self.process = subprocess.Popen(
            words, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**kept, "PYTHONPATH": str(cwd), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **variables},
        )  # fmt: skip
        os.close(theirs)

    @property
    def text(self) -> str:
        """What is on the screen, line by line, without blanks at the end."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def line(self, row: int) -> str:
        """One line of it."""
        return str(self._screen.display[row])

    def look(self, row: int, column: int) -> tuple[str, bool]:
        """Colour and boldness of a character."""
        character = self._screen.buffer[row][column]
        return character.fg, character.bold

    def press(self, keys: str) -> None:
        """Press keys, as they are named on a keyboard or as letters."""
        os.write(self._master, _KEYS.get(keys, keys).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def shows(self, *patterns: str, no: str = "") -> str:
        """Wait until every pattern is on the screen, and `no` is not. Returns what is on it."""
        wanted = [re.compile(pattern) for pattern in patterns]
        unwanted = re.compile(no) if no else None
        self.until(
            lambda: all(p.search(self.text) for p in wanted) and not (unwanted and unwanted.search(self.text)),
            f"{patterns}{f', not {no}' if no else ''}",
        )
        return self.text

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Read what the program writes until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                pytest.fail(f"never seen: {what}\n\n{self.text}")
            self._read(0.05)

    def ended(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        while self._read(0.05):
            pass
        return self.process.returncode

    def close(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self._master, 1 << 16)
        except OSError:  # how Linux says that nobody holds the other end
            return False
        self.raw += part
        self._stream.feed(part)
        return bool(part)


_OF_THE_OUTSIDE = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "AWAITLINGS_CWD", "EDITOR", "VISUAL", "TERM_PROGRAM",
                   "AWAITLINGS_PLAIN", "AWAITLINGS_POLL", "AWAITLINGS_EDITOR")  # fmt: skip
_KEYS = {"down": "\x1b[B", "up": "\x1b[A", "pagedown": "\x1b[6~", "enter": "\r", "escape": "\x1b", "ctrl-c": "\x03"}
