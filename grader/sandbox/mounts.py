"""A /dev/shm and a /tmp of its own for one process and what it starts; with its last process they are gone.

It needs a mount namespace: as root, or in a user namespace that the kernel allows. docs: man7.org, mount_namespaces(7).
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000  # linux/sched.h
_NO_SUID, _NO_DEVICES, _BIND, _RECURSIVE, _PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000  # linux/mount.h
_PLACES = ("/dev/shm", "/tmp")
_SIZE = "size=64m,mode=1777"


def own_temporary_folders(folder: str, needed: Iterable[str]) -> None:
    """Put new and empty folders in their place, with `folder` still in them. Raises OSError if that cannot be had.

    A place in which something lies that is `needed` (such as the interpreter) is left as it is.
    """
    if sys.platform != "linux":
        raise OSError("it needs Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    _checked(libc.unshare(_NEW_MOUNTS | (_NEW_USER if user else 0)))
    if user:
        for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{file}", "w", encoding="ascii") as map_:  # noqa: PTH123
                map_.write(text)
    _checked(libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None))  # nothing of it is seen outside
    for place in _PLACES:
        if any(_within(path, place) for path in needed):
            continue
        kept = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        try:
            _checked(libc.mount(b"tmpfs", place.encode(), b"tmpfs", _NO_SUID | _NO_DEVICES, _SIZE.encode()))
            if _within(folder, place):
                os.makedirs(folder, 0o700)  # noqa: PTH103
                _checked(libc.mount(f"/proc/self/fd/{kept}".encode(), folder.encode(), None, _BIND, None))
        finally:
            os.close(kept)
    os.chdir(folder)


def _within(path: str, place: str) -> bool:
    return os.path.realpath(path).startswith(f"{os.path.realpath(place)}/")


def _checked(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
