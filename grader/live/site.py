"""A web site of the judge's own, on a real port: it sees connections, requests in flight, and who hangs up."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Mapping

Page = tuple[int, str]  # status and HTML


@dataclasses.dataclass
class Visit:
    """One request, from its arrival to the last byte of its answer, or to the reader hanging up."""

    path: str
    connection: int
    answered: bool = False
    dropped: bool = False

    @property
    def in_flight(self) -> bool:
        """Neither answered nor given up by the reader."""
        return not self.answered and not self.dropped


class Site:
    """Serves pages with keep-alive. `held` paths are not answered until they are released."""

    def __init__(self, pages: Mapping[str, Page], touched: Callable[[], None]) -> None:
        self.pages = pages
        self.visits: list[Visit] = []
        self.connections = 0
        self.most_in_flight = 0
        self.url = ""
        self._touched = touched
        self._held: dict[str, asyncio.Event] = {}
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start to listen on a free port of the loopback address."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def hold(self, *paths: str) -> None:
        """Do not answer these paths for now."""
        self._held.update({path: asyncio.Event() for path in paths})

    def release(self, *paths: str) -> None:
        """Answer these paths (none named: all)."""
        for path in paths or list(self._held):
            self._held[path].set()

    @property
    def in_flight(self) -> int:
        """Requests that wait for their answer."""
        return sum(visit.in_flight for visit in self.visits)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        self.connections += 1
        try:
            await self._serve(self.connections, reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # cancelled only by `close`; asyncio would write a page about it
        finally:
            self._talks.discard(talk)
            writer.close()

    async def _serve(self, connection: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            visit = Visit(path, connection)
            self.visits.append(visit)
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            self._touched()
            if not await self._ready(path, reader):
                visit.dropped = True
                self._touched()
                return
            status, html = self.pages.get(path, (404, "<title>Not found</title>"))
            body = html.encode()
            first = f"HTTP/1.1 {status} Answer\r\nContent-Type: text/html; charset=utf-8\r\n"
            writer.write(f"{first}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            visit.answered = True
            self._touched()
            await writer.drain()

    async def _ready(self, path: str, reader: asyncio.StreamReader) -> bool:
        """Wait until this path may be answered. False if the reader hangs up meanwhile."""
        held = self._held.get(path)
        if held is None:
            return True
        gone = asyncio.ensure_future(reader.read(1))  # no client sends a second request before the first reply
        waits = asyncio.ensure_future(held.wait())
        try:
            await asyncio.wait({gone, waits}, return_when=asyncio.FIRST_COMPLETED)
            return not gone.done()
        finally:
            for future in (gone, waits):
                future.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(gone, waits, return_exceptions=True)
