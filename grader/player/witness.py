"""Witnesses: what stands in the player for each function of `services.py`; the judge answers.

A witness has the name and the kind of the function it stands for: `def` blocks, `async def` awaits, an async
generator streams, a generator streams and blocks. It binds its arguments as Python would.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import itertools
import sys
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from types import CodeType, ModuleType
from typing import Any

from grader.player import shims
from grader.player.places import learner_route, task_number
from grader.player.scheduler import Scheduler
from grader.wire import pack, unpack

_signature = inspect.signature  # bound early: a learner may replace it
_calls = itertools.count(1)


def kind_of(function: Callable[..., Any]) -> str:
    """The kind of a service function, in one word."""
    if inspect.isasyncgenfunction(function):
        return "async generator"
    if inspect.iscoroutinefunction(function):
        return "async def"
    if inspect.isgeneratorfunction(function):
        return "generator"
    return "def"


class Line:
    """The line to the judge for one module of services."""

    def __init__(self, scheduler: Scheduler, services: ModuleType) -> None:
        self.scheduler = scheduler
        self.services = services

    def place(self, name: str, kind: str, signature: Callable[[], inspect.Signature], args: Any, kwargs: Any) -> int:
        """Tell the judge of a call and return its id. Raises TypeError for arguments that do not fit."""
        try:
            bound = signature().bind(*args, **kwargs)
        except TypeError as error:
            error._awaitlings_meant = True  # type: ignore[attr-defined]
            raise
        bound.apply_defaults()
        call = next(_calls)
        self.scheduler.moved()
        self.scheduler.recorder.say(
            "call",
            id=call,
            service=name,
            kind=kind,
            args=pack(dict(bound.arguments)),
            route=learner_route(),
            task=task_number(),
            blocks=asyncio._get_running_loop() is not None and kind in ("def", "generator"),
        )
        return call

    def tell(self, verb: str, call: int) -> None:
        """Send `item`, `cancel` or `close` for a call."""
        self.scheduler.wire.put(verb, id=call)

    async def reply(self, call: int, kept: bool) -> list[Any]:
        """Await the judge's next reply to a call. `kept`: the call holds who waits, as a timer or a transport would."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        waiting = (lambda future=future: future) if kept else weakref.ref(future)
        actor = self.scheduler.current

        def set_result(reply: list[Any]) -> None:
            future = waiting()
            if future is not None and not future.done() and not loop.is_closed():
                future.set_result(reply)

        def deliver(reply: list[Any]) -> None:
            self.scheduler.post(actor, lambda: set_result(reply), loop)

        self.scheduler.replies[call] = deliver
        try:
            return await future  # type: ignore[no-any-return]
        finally:
            self.scheduler.replies.pop(call, None)

    def reply_blocking(self, call: int, name: str) -> list[Any]:
        """Block this thread until the judge's next reply to a call."""
        actor = self.scheduler.current
        box: list[list[Any]] = []

        def deliver(reply: list[Any]) -> None:
            box.append(reply)
            self.scheduler.wake(actor)

        self.scheduler.replies[call] = deliver
        while not box:
            shims.blocking(self.scheduler, None, f"services.{name}()")
        del self.scheduler.replies[call]
        return box[0]

    def error(self, name: str, text: str) -> BaseException:
        """Return the error of the judge's reply. The stand-in raises it, so a traceback shows one frame of ours."""
        import builtins

        error: Exception = RuntimeError(f"{name}: {text}")
        found = getattr(self.services, name, None) or getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, Exception):
            error = found(text)
        vars(error)["_awaitlings_meant"] = True
        return error


def witness(line: Line, name: str, original: Callable[..., Any], kept: bool) -> Callable[..., Any]:
    """Return the stand-in for one service function."""
    signature = functools.cache(lambda: _signature(original))  # many services are never called
    kind = kind_of(original)

    async def awaits(*args: Any, **kwargs: Any) -> Any:
        call = line.place(name, kind, signature, args, kwargs)
        try:
            reply = await line.reply(call, kept)
        except BaseException:  # cancelled or closed: whatever ends the wait ends the call
            line.tell("cancel", call)
            raise
        if reply[0] == "error":
            raise line.error(*reply[1:])
        return unpack(reply[1])

    def blocks(*args: Any, **kwargs: Any) -> Any:
        call = line.place(name, kind, signature, args, kwargs)
        reply = line.reply_blocking(call, name)
        if reply[0] == "error":
            raise line.error(*reply[1:])
        return unpack(reply[1])

    async def streams(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        call = line.place(name, kind, signature, args, kwargs)
        ended = False
        try:
            while True:
                line.tell("item", call)
                reply = await line.reply(call, kept)
                ended = reply[0] in ("end", "error")
                if reply[0] == "end":
                    return
                if reply[0] == "error":
                    raise line.error(*reply[1:])
                yield unpack(reply[1])
        finally:
            if not ended:
                line.tell("cancel" if isinstance(sys.exc_info()[1], asyncio.CancelledError) else "close", call)

    def streams_blocking(*args: Any, **kwargs: Any) -> Iterator[Any]:
        call = line.place(name, kind, signature, args, kwargs)
        ended = False
        try:
            while True:
                line.tell("item", call)
                reply = line.reply_blocking(call, name)
                ended = reply[0] in ("end", "error")
                if reply[0] == "end":
                    return
                if reply[0] == "error":
                    raise line.error(*reply[1:])
                yield unpack(reply[1])
        finally:
            if not ended:
                line.tell("close", call)

    stand_ins: dict[str, Callable[..., Any]] = {
        "async def": awaits,
        "def": blocks,
        "async generator": streams,
        "generator": streams_blocking,
    }
    stand_in: Any = stand_ins[kind]
    stand_in.__code__ = _in_the_place_of(stand_in.__code__, original.__code__)
    return functools.wraps(original)(stand_in)


def _in_the_place_of(code: CodeType, original: CodeType) -> CodeType:
    """Give the code of a stand-in the name, file and line of its service: reprs, stacks and tracebacks show these."""
    units = len(code.co_code) // 2
    # Each entry: so many instructions (at most 8) stand on the same line as those before, in no column.
    lines = b"".join(bytes([0x80 | 13 << 3 | min(8, units - at) - 1, 0]) for at in range(0, units, 8))
    return code.replace(
        co_filename=original.co_filename,
        co_firstlineno=original.co_firstlineno,
        co_name=original.co_name,
        co_qualname=original.co_qualname,
        co_linetable=lines,
    )


def put_in_place(line: Line, services: dict[str, bool]) -> list[str]:
    """Replace the named functions of the services module. Returns the names that it does not have."""
    missing = []
    for name, kept in services.items():
        original = getattr(line.services, name, None)
        if inspect.isfunction(original):
            setattr(line.services, name, witness(line, name, original, kept))
        else:
            missing.append(name)
    return missing
