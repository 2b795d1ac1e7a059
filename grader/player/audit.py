"""Real blocking calls in the thread of a running loop, seen through Python's audit events.

An audit event cannot be dodged by importing a name early. It counts if a loop runs in this thread and the call
was the learner's: one that the import system, logging, traceback printing or asyncio itself makes on the way is
not (asyncio's own sockets and processes do not block).
Events: https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from grader.player import shims

_BLOCKING = {
    "open": "open",
    "os.system": "os.system",
    "os.posix_spawn": "os.posix_spawn",
    "socket.connect": "socket.connect",
    "socket.getaddrinfo": "socket.getaddrinfo",
    "socket.gethostbyname": "socket.gethostbyname",
    "sqlite3.connect": "sqlite3.connect",
    "subprocess.Popen": "subprocess.Popen",
}
_NOT_THE_LEARNERS = frozenset(
    ("asyncio", "importlib", "_frozen_importlib", "_frozen_importlib_external", "inspect", "linecache", "logging",
     "random", "tokenize", "traceback", "uuid", "warnings", "zoneinfo")
)  # fmt: skip


def begin() -> None:
    """Watch from now on. A hook cannot be taken out again: called in the player, once."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    call = _BLOCKING.get(event)
    if call is None or shims.WORLD.recorder is None or shims.running_loop() is None:
        return
    frame = _learners_own(sys._getframe(1))
    if frame is not None:
        shims.WORLD.recorder.real_call(f"{call}({_shown(arguments)})", frame)


def _learners_own(frame: FrameType | None) -> FrameType | None:
    """The learner's frame that the call came from, None if other code made it on the way."""
    while frame is not None:
        if frame.f_code.co_filename in shims.WORLD.files:
            return frame
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] in _NOT_THE_LEARNERS:
            return None
        frame = frame.f_back
    return None


def _shown(arguments: tuple[Any, ...]) -> str:
    first = next((value for value in arguments if type(value) in (str, bytes)), None)
    return "" if first is None else repr(first)[:80]
