"""A submission: a folder with the files that an exercise lists. Nothing else in it counts."""

from __future__ import annotations

import codecs
import difflib
import io
import os
import re
import tokenize
from collections.abc import Mapping
from pathlib import Path

from grader import files
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise

MAX_BYTES = 256 * 1024  # of one file; the longest solution is a hundredth of it
_MOST_NAMED = 5  # of the files that do not count
_IMPORTED = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)

# What texts are written in. Of the others some take time that grows with the square of the length (punycode).
_READ = (
    "utf-8", "ascii", "iso8859", "cp", "koi8", "mac-", "gb", "big5", "shift_jis", "euc_", "iso2022", "johab", "tis-620",
)  # fmt: skip
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class SubmissionError(Exception):
    """A submission cannot be read. The message is one sentence of advice."""


class Ungradable(SubmissionError):
    """Something was handed in, and a person has to say what: it is no zero."""


def read_submission(exercise: Exercise, folder: Path) -> dict[str, bytes]:
    """Return the listed files of a submission, by the names in `exercise.files`.

    `folder` holds them itself, or holds `NN_slug/` or `exercises/NN_slug/` with them in it. Only plain files
    that Python could read as source are taken; no link below `folder` is followed. Raises SubmissionError.
    """
    if not _is_folder(folder):
        what = "is a file: give the folder that it is in" if os.path.lexists(folder) else "is not there"
        raise SubmissionError(f"A submission is a folder that holds {_names(exercise)}, and {_show(folder)} {what}.")
    below = _below(exercise, folder)
    contents = {}
    for name in exercise.files:
        try:
            contents[name] = files.read(folder, below + name, MAX_BYTES)
            check_text(name, contents[name])
        except files.NotThere:
            near = _near(folder / below, name)
            kind = Ungradable if near else SubmissionError
            raise kind(f"{_show(folder / below / name)} is missing.{near}") from None
        except files.NotUsable as error:
            raise Ungradable(f"{_show(folder / below / name)} {error}.") from None
    return contents


def pristine(exercise: Exercise, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all that a player may see: the submission over the exercise's own other files.

    Never the hidden checks, `exercise.toml` (it holds the hints) or a file that a learner added.
    """
    if set(contents) != set(exercise.files):
        raise ValueError(f"a submission to {exercise.id} holds {exercise.files}, not {sorted(contents)}")
    return {**stubs.support(exercise), **contents}


def lay_out(exercise: Exercise, contents: Mapping[str, bytes], destination: Path) -> Path:
    """Write `pristine` into `destination`, a folder that is new or empty, and return it."""
    tree = pristine(exercise, contents)
    destination.mkdir(parents=True, exist_ok=True)
    if any(destination.iterdir()):
        raise FileExistsError(f"{destination} is not empty")
    for name, data in tree.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return destination


def remarks(exercise: Exercise, folder: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Return a sentence for each thing beside an answer that a learner may believe to count, and that does not.

    These are changes to the files that came with the exercise, and modules of the learner that the answer imports.
    """
    base = folder / _below(exercise, folder)
    place = exercise.place if base.resolve() == exercise.folder.resolve() else base.name
    ours = stubs.support(exercise)
    changed = {name for name, data in ours.items() if _differs(base, name, data)}
    if place == exercise.place:  # there the judge reads what is on disk, and the stamp knows what was handed out
        changed.update(stubs.changed_support(exercise))
    text = b"\n".join(contents.values())
    imported = sorted({name.decode() + ".py" for name in _IMPORTED.findall(text)} - {*ours, *contents})
    own = [name for name in imported if (base / name).is_file()]
    given = {path.name for path in exercise.given}  # of these the learner has a copy
    undo = {name: f" and delete {name}: the next command brings the original back" for name in given}
    return [
        no_effect(exercise, _show(Path(place, name)), undo.get(name, ", or undo them")) for name in sorted(changed)
    ] + [
        f"{_show(Path(place, name))} is not there when your answer is graded: "
        f"put what you need of it into {' or '.join(exercise.files)}."
        for name in own[:_MOST_NAMED]
    ]


def no_effect(exercise: Exercise, place: str, then: str = ", or undo them") -> str:
    """Say of a file that came with an exercise that it is another one now, that this does not count, and what to do."""
    return (
        f"{place} differs from the copy that answers are graded with: "
        f"changes in it do not count, so put them into {' or '.join(exercise.files)}{then}."
    )


def _below(exercise: Exercise, folder: Path) -> str:
    """Return which of the folders that a submission may lie in it lies in: "", "NN_slug/" …"""
    places = ["", f"{exercise.folder.name}/", f"exercises/{exercise.folder.name}/"]
    for place in places:
        if any(os.path.lexists(folder / place / name) for name in exercise.files):
            return place
    return next((place for place in reversed(places) if _is_folder(folder / place)), "")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it is locked
        return False


def check_text(name: str, data: bytes) -> None:
    """Raise NotUsable unless Python would take `data` as the text of a source file."""
    if data.startswith(_UTF_16):
        raise files.NotUsable("is saved as UTF-16, which Python does not read. Save it as UTF-8")
    if b"\0" in data:
        raise files.NotUsable("is not a text: it holds NUL bytes. Save it as plain text in UTF-8")
    try:
        try:  # PEP 263: one of the first two lines may name another encoding
            encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0] if name.endswith(".py") else "utf-8"
        except SyntaxError:  # it names one that does not exist, or is no UTF-8 in these lines
            data.decode()
            raise
        if not codecs.lookup(encoding).name.startswith(_READ):
            raise LookupError(encoding)
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise files.NotUsable(f"is not {error.encoding.upper()} text (see line {line}). Save it as UTF-8") from None
    except (SyntaxError, LookupError, ValueError):
        raise files.NotUsable(
            "names an encoding that Python does not read. Save it as UTF-8, and delete the line that names it"
        ) from None


def _near(folder: Path, name: str) -> str:
    """Say which file in the folder may be meant: downloads are called `loop (1).py`, or Loop.py."""
    try:
        there = [path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError:
        there = []
    wanted = Path(name).name
    by_lower = {other.lower(): other for other in there}
    close = difflib.get_close_matches(wanted.lower(), by_lower, n=1, cutoff=0.75)
    if close:
        return f" There is {_show(Path(by_lower[close[0]]))}: give it the name {wanted}."
    return ""


def _differs(base: Path, name: str, data: bytes) -> bool:
    try:
        return not stubs.same(files.read(base, name, max(MAX_BYTES, 2 * len(data))), data)
    except files.NotUsable as error:
        return not isinstance(error, files.NotThere)


def _names(exercise: Exercise) -> str:
    *others, last = exercise.files
    return f"{', '.join(others)} and {last}" if others else last


def _show(path: Path) -> str:
    """Return a path fit for a sentence: a name from another disk may hold anything."""
    text = path.as_posix()
    return text if text.isprintable() else ascii(text)
