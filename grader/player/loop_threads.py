"""A loop is touched from its own thread only: whoever else touches it is recorded, with the line.

asyncio looks for this in debug mode alone ("Non-thread-safe operation invoked on an event loop other than the
current one"), because it costs a little; without it the loop just sleeps on. Everything that makes a loop do
something, a future that gets its result or a task that is made, goes through `call_soon` or `call_at`. What
is meant for other threads, `call_soon_threadsafe`, does not.
"""

from __future__ import annotations

import asyncio.base_events
import functools
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from grader.player import shims
from grader.player.places import learner_or_task_place


def install() -> None:
    """Put the watch in place, for good. Called once, in the fork server."""
    base = asyncio.base_events.BaseEventLoop
    shims.replace(base, "call_soon", _watched(base.call_soon))
    shims.replace(base, "call_at", _watched(base.call_at))


def _watched(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def watched(loop: Any, *args: Any, **kwargs: Any) -> Any:
        if loop._thread_id not in (None, threading.get_ident()) and shims.WORLD.recorder is not None:
            _report(shims.WORLD.recorder)
        return original(loop, *args, **kwargs)

    return watched


def _report(recorder: Any) -> None:
    if not recorder.over and recorder.scheduler is not None:
        recorder.event("wrong_thread", call=_called(sys._getframe(2)), at=learner_or_task_place())


def _called(frame: FrameType | None) -> str:
    """What a person calls the thing that touched the loop: the outermost function of asyncio on the stack."""
    call = "a future or a task"  # futures and tasks are written in C, and have no frame
    while frame is not None and (frame.f_globals.get("__name__") or "").startswith(("asyncio", "grader.player")):
        name = frame.f_code.co_qualname.replace("BaseEventLoop.", "loop.")
        if frame.f_globals["__name__"].startswith("asyncio"):
            call = f"{name}()"
        frame = frame.f_back
    return call
