"""Which stub was saved: events of watchfiles, told apart by what is on disk, so that one save counts once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from watchfiles import awatch

from grader.exercise.catalogue import Exercise

STEP = 10  # real milliseconds without news, after which what came together is looked at
LOOK = 500  # without news: then all files are looked at
POLL = 150  # between two looks, if the system does not tell
SERVICES = "services.py"
# File systems over which a change on the other side is never told.
_REMOTE = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "drvfs",
    "vboxsf",
    "fuse.",
    "prl_fs",
    "vmhgfs",
    "virtiofs",
    "afs",
    "ceph",
    "lustre",
)

Seen: TypeAlias = "tuple[tuple[int, int, int] | None, ...]"


class Watching:
    """Tells of saves from the moment that it is made, whenever it is asked."""

    def __init__(
        self, exercises: Sequence[Exercise], *, poll: bool, on_fallback: Callable[[], None] | None = None
    ) -> None:
        self._known = {exercise.folder.resolve(): exercise for exercise in exercises}
        self._before = {place: look(exercise) for place, exercise in self._known.items()}
        self._folder = exercises[0].folder.parent
        self._poll = poll or needs_polling(self._folder)
        self._on_fallback = on_fallback

    async def saves(self, over: asyncio.Event) -> AsyncIterator[Exercise]:
        """Yield an exercise each time that files of its stub were saved, until `over` is set.

        An editor may write another file and rename it, or write twice: what counts is that the listed files are there,
        and that one of them is another one, or of another time, than before. If the system has no room for one more
        watch, `on_fallback` is called and the files are looked at instead; so they are now and then in any case.
        """
        while True:
            try:
                changes = awatch(
                    self._folder, debounce=200, step=STEP, rust_timeout=LOOK, yield_on_timeout=True,
                    force_polling=self._poll or None, poll_delay_ms=POLL, stop_event=over,
                )  # fmt: skip
                async for change in changes:
                    for exercise in self._saved(change):
                        yield exercise
                return  # never by cancellation: the thread that waits in there cannot be cancelled
            except OSError:
                if self._poll:
                    raise
                self._poll = True
                if self._on_fallback:
                    self._on_fallback()

    def _saved(self, changes: Iterable[tuple[object, str]]) -> list[Exercise]:
        paths = [Path(path).resolve() for _, path in changes]
        touched = {place for path in paths for place in (path, *path.parents) if place in self._known}
        found = []
        for place in sorted(touched) or self._known:
            now = look(self._known[place])
            if now != self._before[place] and None not in now[: len(self._known[place].files)]:
                self._before[place] = now
                found.append(self._known[place])
        return found


def look(exercise: Exercise) -> Seen:
    """What tells two states of a stub apart, for each of its files; None for a file that is not there.

    After them come the files beside it that learners change, although that does not count: then they are told.
    """
    found: list[tuple[int, int, int] | None] = []
    for file in (*exercise.files, SERVICES, *(path.name for path in exercise.given)):
        try:
            info = (exercise.folder / file).stat()
        except OSError:
            found.append(None)
        else:
            found.append((info.st_mtime_ns, info.st_size, info.st_ino))
    return tuple(found)


def needs_polling(folder: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a folder lies on a network or shared disk, as far as the system tells (WSL is known to watchfiles)."""
    if sys.platform == "win32":
        return str(folder.resolve()).startswith("\\\\")
    try:
        rows = [line.split() for line in mounts.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return False
    here = folder.resolve().as_posix()
    around = [(row[1], row[2]) for row in rows if len(row) > 2 and f"{here}/".startswith(row[1].rstrip("/") + "/")]
    _, kind = max(around, key=lambda mount: len(mount[0]), default=("", ""))
    return kind.startswith(_REMOTE)
