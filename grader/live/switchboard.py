"""The judge's side of real witnesses: a small server on the loopback address that every call comes in on.

It plays the same `Service`s as the simulated clock does, with real latencies, and keeps the same record of
calls. A script may hold the replies of a service back, to see what happens meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from grader.judge.clock import Clock
from grader.judge.evidence import LoopMade
from grader.judge.world import Service, World
from grader.wire import unpack

_LINE_BYTES = 1024 * 1024


class LiveClock(Clock):
    """Time as it passes, in the units of the other clock. `due` is how many replies are on their way."""

    def __init__(self) -> None:
        super().__init__(0)
        self.due = 0
        self._origin = time.monotonic_ns()

    @property
    def now(self) -> int:
        """Nanoseconds since the match began."""
        return time.monotonic_ns() - self._origin

    @now.setter
    def now(self, value: int) -> None:
        pass

    def at(self, when: int, action: Callable[[], None]) -> None:
        """Have `action` called then, by the judge's own loop."""
        self.due += 1

        def act() -> None:
            self.due -= 1
            action()

        asyncio.get_running_loop().call_later(max(0, when - self.now) / 1e9, act)


class Hold:
    """The replies of one service, kept back until the script releases them."""

    def __init__(self, switchboard: Switchboard, name: str) -> None:
        self._switchboard = switchboard
        self._name = name
        self._waiting: deque[int] = deque()
        self._allowed: float = 0

    @property
    def in_flight(self) -> int:
        """Calls of the service that are neither answered nor dropped."""
        return sum(call.ended is None for call in self._switchboard.calls if call.name == self._name)

    @property
    def waiting(self) -> int:
        """Replies that are asked for and held back."""
        return len(self._waiting)

    def release(self, count: float = float("inf")) -> None:
        """Let so many replies (items, for a stream) pass, those that are waiting first; default: all from now on."""
        self._allowed += count
        while self._waiting and self._allowed >= 1:
            self._allowed -= 1
            self._switchboard.let_pass(self._waiting.popleft())

    def wants(self, number: int) -> bool:
        """Whether the next reply to this call has to wait."""
        if self._allowed >= 1:
            self._allowed -= 1
            return False
        self._waiting.append(number)
        return True

    def forget(self, number: int) -> None:
        """The caller has stopped waiting for this call."""
        with contextlib.suppress(ValueError):
            self._waiting.remove(number)


class Switchboard(World):
    """Plays the services of one real match, and writes down who called what, when, and how it ended."""

    def __init__(self, seed: str, services: Mapping[str, Service], touched: Callable[[], None]) -> None:
        self.real_clock = LiveClock()
        super().__init__(seed, services, self.real_clock)
        self.loops: list[LoopMade] = []
        self.seen: dict[int, dict[str, Any]] = {}  # what the witness of each call reported of its process
        self._touched = touched
        self._holds: dict[str, Hold] = {}
        self._writers: dict[int, asyncio.StreamWriter] = {}
        self._secret = secrets.token_hex(8)
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    # --- what a script may ask for ---------------------------------------------------------------------

    def hold(self, name: str) -> Hold:
        """Keep the replies of a service back from now on."""
        if name not in self.services:
            raise LookupError(f"the check file declares no service {name!r}")
        self._holds[name] = Hold(self, name)
        return self._holds[name]

    async def open(self) -> dict[str, str]:
        """Start to listen. Returns the variables by which witnesses find their way here."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_LINE_BYTES, backlog=512)
        port = self._server.sockets[0].getsockname()[1]
        return {"AWAITLINGS_JUDGE": f"{port}:{self._secret}", "AWAITLINGS_SERVICES": ",".join(sorted(self.services))}

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    # --- what calls go through -------------------------------------------------------------------------

    def item(self, number: int) -> None:
        """A call wants its next reply."""
        hold = self._holds.get(self._by_id[number].name)
        if hold is None or not hold.wants(number):
            super().item(number)

    def let_pass(self, number: int) -> None:
        """The script has released a reply that was held."""
        if self._by_id[number].ended is None:
            super().item(number)

    def drop(self, number: int, outcome: str) -> None:
        """A connection was closed before the last word."""
        for hold in self._holds.values():
            hold.forget(number)
        super().drop(number, outcome)

    def _reply(self, number: int, reply: list[Any]) -> None:
        super()._reply(number, reply)
        self.replies.clear()
        writer = self._writers.get(number)
        if writer is not None and not writer.is_closing():
            value = [reply[0], *([unpack(reply[1])] if reply[0] in ("answer", "item") else reply[1:])]
            writer.write(json.dumps(value).encode() + b"\n")
        self._touched()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            await self._listen(reader, writer)
        except (OSError, ValueError, TypeError, LookupError, asyncio.CancelledError):
            pass  # not one of ours, cut off in the middle of a line, or cancelled by `close`
        finally:
            self._talks.discard(talk)
            writer.close()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = json.loads(await reader.readline())
        if first.get("secret") != self._secret:
            return
        self._touched()
        route = tuple((str(file), int(line)) for file, line in first["route"])
        if first["verb"] == "loop":
            at, beside = route[-1] if route else None, first["beside"] is True
            self.loops.append(LoopMade(self.real_clock.now / 1e9, at, False, beside))
            writer.write(b'["answer", null]\n')
            return
        number = len(self.calls) + 1
        self._writers[number] = writer
        self.seen[number] = first
        self.call(number, str(first["service"]), dict(first["args"]), route, first["blocks"] is True)
        try:
            while line := await reader.readline():
                if json.loads(line)["verb"] == "item":
                    self._touched()
                    self.item(number)
        finally:
            self._writers.pop(number, None)
            if self._by_id[number].ended is None:
                self.drop(number, "closed" if self.services[str(first["service"])].streams else "cancelled")
                self._touched()
