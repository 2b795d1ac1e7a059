"""Replacing files so that nothing is ever lost, at whatever instant the process is killed.

All files of one command are one batch. The order makes it safe:

1. The batch (copies of the old files, the new files, the index) is written under another name and then
   renamed. So it is there wholly, or not at all.
2. Each new file is moved out of the batch, over the old one, in one step. After a kill there is nothing to guess
   how far it came: a new file that is still in the batch was not put in place. The next command notes it.
3. The index is marked as done.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from grader import files
from grader.workspace import batch as batches
from grader.workspace import lock
from grader.workspace.batch import Batch, Entry, WorkspaceError

PLACE = ".awaitlings"
UPDATE = "update"  # what was there before is kept, and restore has nothing to do with it
UPDATE_GIT = "update-by-git"
_BACK = "nox -s restore"

Level: TypeAlias = list[tuple[Batch, Entry]]


@dataclasses.dataclass(frozen=True)
class Change:
    """A file to replace: `old` was read from it, `new` shall stand there. None is "no file"."""

    folder: Path  # of the exercise
    file: str
    old: bytes | None
    new: bytes | None
    was: str  # what `old` is, in words, for the index
    undoes: str | None = None  # the name of the batch that this takes back


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Backups]:
    """Hold the backups below `root`, for one process at a time. Raises WorkspaceError."""
    place = root / PLACE
    with contextlib.ExitStack() as stack:
        try:
            files.check_place(root, f"{PLACE}/backups/index.json")
            (place / "backups").mkdir(parents=True, exist_ok=True)
            if not (place / ".gitignore").exists():
                (place / ".gitignore").write_text("*\n", encoding="utf-8")
            stack.enter_context(lock.held(place / "lock"))
            backups = Backups(root)
        except lock.Busy:
            raise WorkspaceError(
                "Another command is replacing files now. Let it end, and try again. Nothing was changed."
            ) from None
        except files.NotUsable as error:
            raise WorkspaceError(f"{place / 'backups'} {error}. Nothing was changed.") from None
        except OSError as error:
            raise _not_writable(place, error) from None
        yield backups


class Backups:
    """The batches below one root, oldest first. Hold the lock for this: see `opened`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / PLACE / "backups"
        self._clear()
        found = [batch for path in self.folder.iterdir() if (batch := batches.read(path))]
        self.batches = sorted(found, key=lambda batch: (batch.number, batch.name))
        for batch in self.batches:
            if not batch.done:
                self._settle(batch)
            shutil.rmtree(batch.path / batches.NEW, ignore_errors=True)  # what is left there is not needed now

    def last(self, folder: Path) -> Level:
        """Return what the last swap or reset of an exercise replaced and no restore has brought back yet.

        A command that was interrupted and typed again counts as one with its repetition.
        """
        name = self._name(folder)
        rows = [(batch, entry) for batch in self.batches for entry in batch.files if entry.folder == name]
        rows = [(batch, entry) for batch, entry in rows if batch.reason != UPDATE]
        undone = {(entry.undoes, entry.file) for _, entry in rows if entry.replaced}
        level: Level = []
        for batch in reversed(self.batches):
            still = [
                (owner, entry)
                for owner, entry in rows
                if owner is batch and not entry.undoes and entry.replaced and (batch.name, entry.file) not in undone
            ]
            if level and still:
                known = {entry.file for _, entry in level}
                again = batch.interrupted and batch.reason == level[0][0].reason
                if not again or any(entry.file in known for _, entry in still):
                    break
            level += still
        return level

    def replace(self, reason: str, changes: Sequence[Change]) -> list[Path | None]:
        """Carry out the changes as one batch and return where the old files are kept, in the same order.

        Raises WorkspaceError, which says what was replaced and what was not.
        """
        for change in changes:
            try:
                files.check_place(change.folder, change.file)
            except files.NotUsable as error:
                raise WorkspaceError(f"{change.folder.name}/{change.file} {error}. Nothing was changed.") from None
        try:
            batch = self._begin(reason, changes)
        except OSError as error:
            self._clear()
            raise _not_writable(self.folder, error) from None
        for change, entry in zip(changes, batch.files, strict=True):
            try:
                if not entry.replaced:
                    self._put(batch, change, entry)
            except (OSError, files.NotUsable) as error:
                with contextlib.suppress(OSError):  # the disk is full, say: then the next command notes it
                    self._settle(batch)
                raise _stopped(batch, change, error) from None
        shutil.rmtree(batch.path / batches.NEW, ignore_errors=True)
        batch.done = True
        with contextlib.suppress(OSError):  # as above
            batch.write()
        return [batch.path / entry.copy if entry.copy is not None else None for entry in batch.files]

    def _begin(self, reason: str, changes: Sequence[Change]) -> Batch:
        """Write the batch. When this returns, every old file has its copy, and nothing has been replaced."""
        now = datetime.datetime.now().astimezone()
        number = self.batches[-1].number + 1 if self.batches else 1
        name = stem = f"{now:%Y%m%d-%H%M%S}-{reason}"
        count = 1
        while (self.folder / name).exists():
            count += 1
            name = f"{stem}-{count}"
        draft = self.folder / f"{batches.NEW}-{name}"
        batch = Batch(draft, number, now.isoformat(timespec="seconds"), reason, done=False, files=[])
        for change in changes:
            entry = self._entry(change)
            batch.files.append(entry)
            target = change.folder / change.file
            mode = stat.S_IMODE(target.stat().st_mode) if change.old is not None else None
            if entry.copy is not None:
                files.write_new(draft / entry.copy, change.old or b"", mode)
            if not entry.replaced:
                files.write_new(batch.staged(entry), change.new or b"", mode)
        batch.write()
        batch.path = draft.rename(self.folder / name)
        self.batches.append(batch)
        return batch

    def _entry(self, change: Change) -> Entry:
        idle = change.old == change.new  # on the way back, if the old file was brought back meanwhile
        copy = None if change.old is None or idle else f"{change.folder.name}/{change.file}"
        now = batches.digest(change.new)
        return Entry(self._name(change.folder), change.file, change.was, copy, now, change.undoes, replaced=idle)

    def _put(self, batch: Batch, change: Change, entry: Entry) -> None:
        """Put one new file in place, unless the old one was saved again since the copy was made."""
        if _current(change.folder, change.file) != change.old:
            raise files.NotUsable("was saved by another program at this very moment")
        target, staged = change.folder / change.file, batch.staged(entry)
        if change.new is None:
            target.unlink(missing_ok=True)
            staged.unlink()
        else:
            files.move_over(staged, target)
        entry.replaced = True

    def _settle(self, batch: Batch) -> None:
        """Note how far a batch came that did not reach its end. No file of a learner's is touched."""
        for entry in batch.files:
            if not entry.replaced:
                with contextlib.suppress(files.NotUsable):
                    there = _current(self.root / entry.folder, entry.file)
                    entry.replaced = entry.put(there) or not batch.staged(entry).exists()
        batch.done = batch.interrupted = True
        batch.write()  # first: as long as it is not written, the files in `.new/` are the only record
        shutil.rmtree(batch.path / batches.NEW, ignore_errors=True)

    def _name(self, folder: Path) -> str:
        """Name an exercise folder so that it is found again when the whole root was moved."""
        folder, root = folder.resolve(), self.root.resolve()
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.as_posix()

    def _clear(self) -> None:
        """Remove batches that were not written to their end: nothing has been replaced that they copied."""
        for path in self.folder.glob(f"{batches.NEW}-*"):
            shutil.rmtree(path, ignore_errors=True)


def _current(folder: Path, file: str) -> bytes | None:
    try:
        return files.read(folder, file)
    except files.NotThere:
        return None


def _not_writable(path: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"{path} cannot be written ({error.strerror}). Nothing was changed. "
        "Make the folder writable, or copy all of it to a place of your own."
    )


def _stopped(batch: Batch, change: Change, error: OSError | files.NotUsable) -> WorkspaceError:
    """Say which file could not be replaced, and how many were before it."""
    what = f"{change.folder.name}/{change.file}"
    if isinstance(error, OSError):
        what += f" could not be replaced ({error.strerror}): is it open elsewhere, or its folder read-only?"
    else:
        what += f" {error}, so it was left alone."
    count = sum(entry.replaced for entry in batch.files)
    if not count:
        return WorkspaceError(f"{what} Nothing was changed.")
    return WorkspaceError(
        f"{what} {count} of {len(batch.files)} files were replaced before that. "
        f"What stood there is kept in {batch.path}, and comes back with: {_BACK}"
    )
