"""The screen's side of the warm process: one run at a time, and a new one ends the one before it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
Answer = dict[str, Any]


class Runs:
    """Asks the warm process for verdicts. `on_answer` is called with each answer that is still wanted."""

    def __init__(self, on_answer: Callable[[Answer], None]) -> None:
        self._on_answer = on_answer
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self.number = 0  # of the last run that was asked for
        self._wanted: int | None = None
        self._wish = b""
        self._closed = False

    @property
    def is_running(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    async def open(self) -> None:
        """Start the warm process: it is ready a moment later, and wishes wait for that."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "grader.desk.warm"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            limit=1 << 26,  # characters of one answer
            start_new_session=True,  # a Ctrl-C is for the screen
        )
        self._reader = asyncio.create_task(self._read(self._process))

    async def ask(self, names: Sequence[str], **options: Any) -> int:
        """Wish for a verdict on the exercises in these folders, instead of what is being judged. Returns its number."""
        self.number += 1
        if self._wanted is not None and not hasattr(os, "fork"):
            await self._restart()  # there a run is the process itself
        self._wanted = self.number
        self._wish = json.dumps({"run": self.number, "names": list(names), **options}).encode() + b"\n"
        await self._send()
        return self.number

    async def cancel(self) -> None:
        """End what is being judged: it is killed, with all that it had started."""
        if self._wanted is not None:
            self._wanted, self._wish = None, b'{"cancel": true}\n'
            await (self._send() if hasattr(os, "fork") else self._restart())

    async def close(self) -> None:
        """Let the warm process go, and wait until it has."""
        self._closed = True
        if self._reader:
            self._reader.cancel()
        if self._process and self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                async with asyncio.timeout(0.5):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _send(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended: the reader starts another one and asks again
            self._process.stdin.write(self._wish)
            await self._process.stdin.drain()

    async def _restart(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            answer: Answer = json.loads(line)
            if answer["run"] == self._wanted:
                self._wanted = None
                self._on_answer(answer)
        await process.wait()
        if not self._closed:  # it was killed; without fork each run ends so
            await asyncio.sleep(0.2)
            await self.open()
            if self._wanted is not None:
                await self._send()
