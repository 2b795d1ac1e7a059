"""One command at a time: a lock that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 5.0  # real seconds that a command waits for another one to end


class Busy(Exception):
    """Another process holds the lock, and did not let go of it."""


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock `path`, a file that is made if it is missing. Raises Busy."""
    with path.open("a+b") as stream:
        end = time.monotonic() + PATIENCE
        while not _take(stream.fileno()):
            if time.monotonic() > end:
                raise Busy
            time.sleep(0.02)
        yield


def _take(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass  # a network folder without locks; two commands at the same instant are rare enough there
    return True
