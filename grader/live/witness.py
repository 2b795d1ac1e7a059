"""Put beside `services.py` by the judge while it runs a program for real; it is no part of the exercise.

Each function of `services.py` is replaced by a witness of the same name and kind, which asks the judge over a
connection of its own. So the judge sees which calls are in flight together and in which order they were made,
and a caller that stops waiting is seen as a closed connection.
Standard library only: it runs in the learner's process, and in every process that the learner starts.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import functools
import inspect
import itertools
import json
import os
import socket
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

_HOST = "127.0.0.1"
_loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, int] = weakref.WeakKeyDictionary()
_numbers = itertools.count(1)


class _Connection:
    """One connection to the judge: lines of JSON."""

    def __init__(self, services: dict[str, Any]) -> None:
        self.services = services
        self.received = b""
        self.over = False  # the judge has said the last word
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def opening(self, name: str, arguments: inspect.BoundArguments, kind: str) -> bytes:
        """The first line: who calls what, from which line, in which loop and thread."""
        loop = asyncio._get_running_loop()
        return _line(
            verb="call",
            service=name,
            args=dict(arguments.arguments),
            route=_learner_lines(),
            loop=None if loop is None else _loops.setdefault(loop, next(_numbers)),
            main_thread=threading.current_thread() is threading.main_thread(),
            blocks=loop is not None and kind in ("def", "generator"),
            process=os.getpid(),
        )

    def whole_line(self) -> Any:
        """The next reply, None if more has to be received."""
        line, end, rest = self.received.partition(b"\n")
        if not end:
            return None
        self.received = rest
        reply = json.loads(line)
        self.over = reply[0] != "item"
        return reply

    def value(self, reply: Any) -> Any:
        """What was answered; an error is raised as the class of that name in services.py, or a builtin."""
        if reply[0] != "error":
            return reply[1]
        _, name, text = reply
        found = self.services.get(name) or getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, Exception):
            raise found(text)
        raise RuntimeError(f"{name}: {text}")

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *error: object) -> None:
        """Whatever ends the wait hangs up, at once, and the judge sees that."""
        loop = asyncio._get_running_loop()
        if loop is not None:  # the loop must not look for news on a descriptor that is closed
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_reader(self.socket)
                loop.remove_writer(self.socket)
        self.socket.close()

    # --- the same three steps, awaited and blocking -----------------------------------------------------

    async def aopen(self, first: bytes) -> None:
        self.socket.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, (_HOST, _port()))
        await loop.sock_sendall(self.socket, first)

    async def anext(self) -> Any:
        while (reply := self.whole_line()) is None:
            self.add(await asyncio.get_running_loop().sock_recv(self.socket, 65_536))
        return reply

    def open(self, first: bytes) -> None:
        self.socket.connect((_HOST, _port()))
        self.socket.sendall(first)

    def next(self) -> Any:
        while (reply := self.whole_line()) is None:
            self.add(self.socket.recv(65_536))
        return reply

    def add(self, data: bytes) -> None:
        if not data:
            raise ConnectionError("the judge has hung up")
        self.received += data


def witness(services: dict[str, Any], name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """Return the stand-in for one service function."""
    signature = inspect.signature(original)
    more = _line(verb="item")

    def begin(kind: str, args: Any, kwargs: Any) -> tuple[_Connection, bytes]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        talk = _Connection(services)
        return talk, talk.opening(name, bound, kind)

    async def awaits(*args: Any, **kwargs: Any) -> Any:
        talk, first = begin("async def", args, kwargs)
        with talk:
            await talk.aopen(first)
            return talk.value(await talk.anext())

    def blocks(*args: Any, **kwargs: Any) -> Any:
        talk, first = begin("def", args, kwargs)
        with talk:
            talk.open(first)
            return talk.value(talk.next())

    async def streams(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        talk, first = begin("async generator", args, kwargs)
        with talk:
            await talk.aopen(first)
            while True:
                await asyncio.get_running_loop().sock_sendall(talk.socket, more)
                reply = await talk.anext()
                if reply[0] == "end":
                    return
                yield talk.value(reply)

    def streams_blocking(*args: Any, **kwargs: Any) -> Iterator[Any]:
        talk, first = begin("generator", args, kwargs)
        with talk:
            talk.open(first)
            while True:
                talk.socket.sendall(more)
                reply = talk.next()
                if reply[0] == "end":
                    return
                yield talk.value(reply)

    if inspect.isasyncgenfunction(original):
        return functools.wraps(original)(streams)
    if inspect.iscoroutinefunction(original):
        return functools.wraps(original)(awaits)
    return functools.wraps(original)(streams_blocking if inspect.isgeneratorfunction(original) else blocks)


def put_in_place(services: dict[str, Any]) -> None:
    """Replace the functions that the judge names, and tell it of every event loop that is made from now on."""
    if "AWAITLINGS_JUDGE" not in os.environ:
        return
    for name in filter(None, os.environ["AWAITLINGS_SERVICES"].split(",")):
        services[name] = witness(services, name, services[name])
    make = asyncio.new_event_loop

    def new_event_loop() -> asyncio.AbstractEventLoop:
        beside = asyncio._get_running_loop() is not None or threading.current_thread() is not threading.main_thread()
        try:
            talk = _Connection(services)
            with talk:
                talk.open(_line(verb="loop", route=_learner_lines(), beside=beside))
                talk.next()
        except OSError:
            pass  # the judge has gone home; that is no reason to fail
        return make()

    asyncio.new_event_loop = asyncio.events.new_event_loop = new_event_loop


def _line(**message: Any) -> bytes:
    message["secret"] = os.environ["AWAITLINGS_JUDGE"].partition(":")[2]
    return json.dumps(message, default=lambda value: f"an object of type {type(value).__name__}").encode() + b"\n"


def _port() -> int:
    return int(os.environ["AWAITLINGS_JUDGE"].partition(":")[0])


def _learner_lines() -> list[tuple[str, int]]:
    """The learner's lines on the stack, innermost last: in files of the submission, but none of the judge's."""
    folder = Path(os.environ["AWAITLINGS_FOLDER"])
    found = []
    frame: Any = sys._getframe(1)
    # Below the loop's own frames stands the code that started the loop, not the code that made this call.
    while frame is not None and frame.f_code is not asyncio.Handle._run.__code__:
        file = folder / frame.f_code.co_filename
        if file.is_relative_to(folder):
            name = file.relative_to(folder).as_posix()
            if name != "services.py" and not name.startswith("awaitlings_"):
                found.append((name, frame.f_lineno))
        frame = frame.f_back
    return found[::-1]
