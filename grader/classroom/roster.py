"""The roster: who is in the class, and which student a name on a disk belongs to."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from grader.errors import UserError

COLUMNS = ("student_id", "name", "username", "repository", "section")


@dataclasses.dataclass(frozen=True)
class Student:
    """One row of the roster."""

    id: str
    name: str
    username: str = ""
    repository: str = ""
    section: str = ""  # whose group the student is in: each one gets an index of its own

    @property
    def page(self) -> str:
        """A name for this student's page and folder: safe on every disk, and no other student's."""
        return file_name(self.id)


def file_name(text: str) -> str:
    """Return a name for a file: safe on every disk, and another one for every other text."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")
    return plain if plain == text else f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")


def read_roster(path: Path) -> tuple[Student, ...]:
    """Return the students of a roster, in its order. Raises UserError, in a sentence that names the line."""
    rows = read_rows(path, needed=("student_id",), known=COLUMNS, example=",".join(COLUMNS))
    seen: dict[str, int] = {}
    students = []
    for line, row in rows:
        student = Student(row["student_id"], *(row.get(column, "") for column in COLUMNS[1:]))
        if not student.id:
            raise UserError(f"{path}, line {line}: the student_id is missing.")
        if student.id.casefold() in seen:
            where = seen[student.id.casefold()]
            raise UserError(f"{path}, line {line}: the student_id {student.id!r} stands in line {where} as well.")
        seen[student.id.casefold()] = line
        students.append(student)
    if not students:
        raise UserError(f"{path} holds no students: its first line is a heading, and one line a student follows.")
    return tuple(students)


def read_rows(
    path: Path, *, needed: Iterable[str], known: Iterable[str], example: str
) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, column -> text) of a CSV file with a heading, separated by commas or semicolons.

    Further columns are ignored. Raises UserError if it cannot be read or a `needed` column is missing.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text. Save it as CSV in UTF-8.") from None
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in needed if name not in reader.fieldnames]
    if missing:
        raise UserError(f"{path} has no column {missing[0]!r}. Its first line must be:  {example}")
    columns = set(known)
    try:
        return [
            (reader.line_num, {name: (value or "").strip() for name, value in row.items() if name in columns})
            for row in reader
            if any(isinstance(value, str) and value.strip() for value in row.values())
        ]
    except csv.Error as error:
        raise UserError(f"{path}, line {reader.line_num}: this is not CSV ({error}).") from None


class Matcher:
    """Finds the student whom a name on a disk, or in a learning platform's download, belongs to."""

    def __init__(self, roster: Iterable[Student]) -> None:
        self._by_key: dict[str, set[Student]] = {}
        self._by_name: dict[str, set[Student]] = {}
        for student in roster:
            repository = re.split(r"[/\\:]", student.repository.rstrip("/\\"))[-1].removesuffix(".git")
            for key in {student.id, student.username, student.page, repository}:
                if key:
                    self._by_key.setdefault(_folded(key), set()).add(student)
            for form in _forms(student.name):
                self._by_name.setdefault(form, set()).add(student)

    def find(self, keys: Iterable[str], names: Iterable[str] = ()) -> Student | None:
        """Return the one student that a key (id, username, e-mail address, repository) or a full name means.

        None if there is none, or if it could be several: that is for a person to say.
        """
        found = self.possible(keys, names)
        return next(iter(found)) if len(found) == 1 else None

    def possible(self, keys: Iterable[str], names: Iterable[str] = ()) -> frozenset[Student]:
        """Return everyone that a key or a full name can mean: namesakes, or two people if key and name differ."""
        forms = [form for key in keys for form in (_folded(key), _folded(key).partition("@")[0])]
        by_key = _fewest(self._by_key.get(form, set()) for form in forms)
        by_name = _fewest(self._by_name.get(_joined(name), set()) for name in names)
        if not by_key or not by_name:
            return by_key or by_name
        return by_key & by_name or by_key | by_name


def _fewest(found: Iterable[set[Student]]) -> frozenset[Student]:
    """The smallest set that is not empty: what says most."""
    return frozenset(min(filter(None, found), key=len, default=()))


def _folded(name: str) -> str:
    """In small letters; a Mac writes `ü` in two characters."""
    return unicodedata.normalize("NFC", name).casefold()


def _forms(name: str) -> set[str]:
    """A name as platforms write it, without blanks: "janedoe", and "doejane" if the family name stands first."""
    words = re.findall(r"\w+", _folded(name))
    return {"".join(words[turn:] + words[:turn]).replace("_", "") for turn in range(len(words))}


def _joined(name: str) -> str:
    return "".join(re.findall(r"\w+", _folded(name))).replace("_", "")
