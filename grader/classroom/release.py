"""Writing a student edition: a tree, and a zip beside it that is the same to the byte each time."""

from __future__ import annotations

import zipfile
from pathlib import Path

from grader import files
from grader.classroom.edition import MARKER, Edition
from grader.errors import UserError, unusable

_LIST = "Files of this edition, for the next one to replace:"


def write_tree(edition: Edition, out: Path) -> list[str]:
    """Write the edition into `out` and return the names of files that an earlier edition had and this one has not.

    `out` is new, empty, or holds an earlier edition, whose files are replaced; whatever else lies there (a `.git`)
    stays. Raises UserError.
    """
    contents = dict(edition.files)
    contents[MARKER] += "\n".join(["", _LIST, *sorted(contents), ""]).encode()
    earlier = _earlier(out)
    try:
        for name, data in contents.items():
            path = out / name
            if earlier and path.is_file() and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        gone = [name for name in earlier if name not in contents]
        for name in gone:
            (out / name).unlink(missing_ok=True)
            _remove_empty(out, (out / name).parent)
    except OSError as error:
        raise UserError(unusable(error)) from None
    return gone


def write_zip(edition: Edition, path: Path) -> None:
    """Write the edition as a zip. No time, owner or compressor of this machine gets into it.

    It is stored, not deflated: what a compressor makes depends on its version.
    """
    aside = path.with_name(f".{path.name}.new")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as archive:
            for name, data in sorted(edition.files.items()):
                entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.create_system = 3  # Unix, on Windows as well
                entry.external_attr = (0o100755 if data.startswith(b"#!") else 0o100644) << 16
                archive.writestr(entry, data)
        files.move_over(aside, path)
    except OSError as error:
        raise UserError(unusable(error)) from None


def _earlier(out: Path) -> list[str]:
    """The files of the edition that `out` holds; [] if it is new or empty."""
    if not out.exists() or (out.is_dir() and not any(path.name != ".git" for path in out.iterdir())):
        return []
    marker = out / MARKER
    if not marker.is_file():
        raise UserError(f"{out} holds something else than a student edition. Give a new folder.")
    _, _, names = marker.read_text(encoding="utf-8").partition(_LIST)
    return [name for name in names.split("\n") if name and ".." not in name.split("/") and not name.startswith("/")]


def _remove_empty(out: Path, folder: Path) -> None:
    while folder != out and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
