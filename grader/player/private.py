"""The private names of CPython that the player leans on, in one place, with the Pythons on which each was seen.

A new Python may drop one. `missing` tells which, so that such a Python is refused in a sentence and not by a traceback.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

SEEN_ON = "3.11.7, 3.12.1 and 3.13.0"

# Module, what is in it ("Class": an attribute of the class; "Class()": one that its __init__ sets), the name, and the
# first and last minor version that has it.
NAMES: tuple[tuple[str, str, str, int, int], ...] = (
    # shims: the one lock, thread start, select and the clocks
    ("threading", "", "_allocate_lock", 11, 99),
    ("threading", "", "_CRLock", 11, 99),
    ("threading", "", "_PyRLock", 11, 99),
    ("threading", "", "_time", 11, 99),
    ("threading", "_RLock", "_is_owned", 11, 99),
    ("threading", "_RLock()", "_count", 11, 99),
    ("threading", "_RLock()", "_owner", 11, 99),
    ("threading", "", "_start_new_thread", 11, 12),
    ("threading", "", "_start_joinable_thread", 13, 99),
    ("queue", "", "_PySimpleQueue", 11, 99),
    ("asyncio.events", "", "_get_running_loop", 11, 99),
    ("asyncio.base_events", "BaseEventLoop()", "_ready", 11, 99),
    ("asyncio.base_events", "BaseEventLoop()", "_scheduled", 11, 99),
    ("asyncio.base_events", "BaseEventLoop()", "_stopping", 11, 99),
    ("asyncio.base_events", "BaseEventLoop()", "_clock_resolution", 11, 99),
    ("asyncio.events", "TimerHandle", "_when", 11, 99),
    ("asyncio.events", "TimerHandle", "_scheduled", 11, 99),
    ("asyncio.events", "Handle", "_callback", 11, 99),
    # hooks, recorder, loop_threads, generators, computing: what asyncio itself knows
    ("asyncio.base_events", "BaseEventLoop()", "_thread_id", 11, 99),
    ("asyncio.base_events", "BaseEventLoop", "_asyncgen_firstiter_hook", 11, 99),
    ("asyncio.base_events", "BaseEventLoop", "_asyncgen_finalizer_hook", 11, 99),
    ("asyncio.base_events", "BaseEventLoop", "_run_once", 11, 99),
    ("asyncio.events", "", "_set_running_loop", 11, 99),
    ("asyncio.events", "Handle", "_source_traceback", 11, 99),
    ("asyncio.runners", "", "_cancel_all_tasks", 11, 99),
    ("asyncio.tasks", "", "_GatheringFuture", 11, 99),
    ("asyncio", "Timeout", "_on_timeout", 11, 99),
    ("asyncio", "Task", "_exception", 11, 99),
    ("asyncio", "Task", "_fut_waiter", 11, 99),
    ("asyncio", "Task", "_log_traceback", 11, 99),
    ("asyncio", "Task", "_loop", 11, 99),
    ("asyncio", "Task", "_must_cancel", 11, 99),
    ("asyncio", "Task", "_source_traceback", 11, 99),
    ("asyncio", "Future", "_asyncio_future_blocking", 11, 99),
    ("concurrent.futures.thread", "", "_python_exit", 11, 99),
    ("concurrent.futures.thread", "", "_threads_queues", 11, 99),
    ("warnings", "", "_warn_unawaited_coroutine", 11, 99),
    ("uuid", "", "_node", 11, 99),
)


def missing() -> list[str]:
    """The names that the Python at hand should have and has not."""
    minor = sys.version_info.minor
    return [
        ".".join(part for part in (module, owner, name) if part)
        for module, owner, name, first, last in NAMES
        if first <= minor <= last and not _is_there(importlib.import_module(module), owner, name)
    ]


def _is_there(module: Any, owner: str, name: str) -> bool:
    if owner.endswith("()"):
        return name in getattr(module, owner[:-2]).__init__.__code__.co_names
    return hasattr(getattr(module, owner) if owner else module, name)
