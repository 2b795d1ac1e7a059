"""A small HTTP/1.1 client for checks: it sees each chunk when it arrives, and it can hang up.

The clients that people use hide what is asked here: some collect a streamed body before they hand it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Callable
from typing import Any

_RECEIVE_BYTES = 8 * 1024  # a small buffer at the reader's end, so that a server notices a slow one


class Response:
    """One request and what came back so far. `status` is 0 until the first line is there."""

    def __init__(self, sent: str, touched: Callable[[], None]) -> None:
        self.sent = sent  # "POST /chat", for messages
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: list[bytes] = []  # as they arrived
        self.ended = False  # the server has hung up, or the body is complete
        self.whole = False  # the body is complete
        self._touched = touched
        self._raw = b""
        self._task: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading = asyncio.Event()

    @property
    def body(self) -> bytes:
        """The body so far."""
        return b"".join(self.chunks)

    @property
    def text(self) -> str:
        """The body so far, as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON, None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def read_on(self) -> None:
        """Begin to read, if the request was made with `reading=False`."""
        self._reading.set()

    async def hang_up(self) -> None:
        """Close the connection, as a browser does when its tab is closed."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    # --- used by the stage -----------------------------------------------------------------------------

    async def open(self, port: int, head: str, body: bytes, *, reading: bool) -> None:
        """Connect, send the request, and read in the background."""
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
        reader, self._writer = await asyncio.open_connection(sock=connection, limit=_RECEIVE_BYTES)
        self._writer.write(head.encode() + body)
        if reading:
            self._reading.set()
        else:
            self._writer.transport.pause_reading()  # type: ignore[attr-defined]
        self._task = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        await self._reading.wait()
        assert self._writer is not None
        with contextlib.suppress(RuntimeError):
            self._writer.transport.resume_reading()  # type: ignore[attr-defined]
        try:
            while not self.ended and (data := await reader.read(65_536)):
                self._raw += data
                self._take()
                self._touched()
        except OSError:
            pass
        finally:
            self.ended = True
            if "content-length" not in self.headers and "chunked" not in self.headers.get("transfer-encoding", ""):
                self.whole = bool(self.status)
            self._touched()

    def _take(self) -> None:
        if not self.status:
            head, end, rest = self._raw.partition(b"\r\n\r\n")
            if not end:
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            self.status = int(first.split(" ")[1])
            self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self._raw = rest
        if "chunked" in self.headers.get("transfer-encoding", ""):
            while self._take_chunk():
                pass
        elif self._raw:
            self.chunks.append(self._raw)
            self._raw = b""
        if "content-length" in self.headers and len(self.body) >= int(self.headers["content-length"]):
            self.ended = self.whole = True

    def _take_chunk(self) -> bool:
        size_line, end, rest = self._raw.partition(b"\r\n")
        if not end:
            return False
        size = int(size_line.split(b";")[0], 16)
        if len(rest) < size + 2:
            return False
        if size:
            self.chunks.append(rest[:size])
        else:
            self.ended = self.whole = True
        self._raw = rest[size + 2 :]
        return size > 0
