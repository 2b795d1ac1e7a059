"""A batch: what one command replaced, and the copies of it, in a folder that explains itself.

`.awaitlings/backups/20260131-140211-swap/` holds `index.json`, the old files under the names of their
exercises, and, until they are put in place, the new ones in `.new/`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from grader import files
from grader.errors import UserError

NEW = ".new"
_ABOUT = "Copies of files, made before awaitlings replaced them. The newest come back with: nox -s restore"


class WorkspaceError(UserError):
    """Files cannot be replaced. The message is advice, in a sentence or two, as that of its base is."""


@dataclasses.dataclass
class Entry:
    """A file in a batch, as the index keeps it."""

    folder: str  # of the exercise: relative to the root if it lies there
    file: str
    was: str  # what the old file was, in words
    copy: str | None  # of the old file, below the batch; None: there was no file, or nothing to change
    now: str | None  # SHA-256 of the new file; None: there shall be no file
    undoes: str | None  # the name of the batch that this takes back
    replaced: bool

    def put(self, data: bytes | None) -> bool:
        """Whether `data` is what this replacement puts in place."""
        return digest(data) == self.now


@dataclasses.dataclass
class Batch:
    """What one command replaced."""

    path: Path
    number: int
    date: str
    reason: str
    done: bool
    files: list[Entry]
    interrupted: bool = False

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.path.name

    def staged(self, entry: Entry) -> Path:
        """Where the new file waits to be put in place. Once it is gone from there, it has been."""
        return self.path / NEW / Path(entry.folder).name / entry.file

    def kept(self, entry: Entry) -> bytes | None:
        """Return the old file. Raises files.NotUsable if its copy was removed."""
        return None if entry.copy is None else files.read(self.path, f"{Path(entry.folder).name}/{entry.file}")

    def write(self) -> None:
        """Write the index, in one step."""
        head = {"about": _ABOUT, "number": self.number, "date": self.date, "reason": self.reason}
        rows = [dataclasses.asdict(entry) for entry in self.files]
        data = {**head, "done": self.done, "interrupted": self.interrupted, "files": rows}
        files.put(self.path / "index.json", (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())


def read(path: Path) -> Batch | None:
    """Return the batch in a folder; None if its index is missing or cannot be read."""
    try:
        data: dict[str, Any] = json.loads(files.read(path, "index.json"))
        rows = [Entry(**row) for row in data.pop("files")]
        del data["about"]
        if type(data["number"]) is not int or not all(type(row.file) is type(row.folder) is str for row in rows):
            return None
        return Batch(path=path, files=rows, **data)
    except (files.NotUsable, ValueError, TypeError, LookupError, AttributeError):
        return None


def digest(data: bytes | None) -> str | None:
    """Return the SHA-256 of a file; None for no file."""
    return None if data is None else hashlib.sha256(data).hexdigest()
