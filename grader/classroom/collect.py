"""Collecting a class: each repository of the roster at its last commit before the deadline, as a folder."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from grader import files
from grader.classroom import repositories
from grader.classroom.intake import COLLECTED
from grader.classroom.repositories import RepositoryError
from grader.classroom.roster import Student
from grader.errors import UserError
from grader.exercise.catalogue import Exercise

SIDE_BY_SIDE = 8  # fetches; nearly all of their time is waiting
_STORES = ".repositories"  # the histories, kept so that the next time only news is fetched


@dataclasses.dataclass(frozen=True)
class Collected:
    """What became of one repository. `problem` is "" where it was fetched; `commit` None where nothing was in time."""

    student: Student
    commit: repositories.Commit | None = None
    files: int = 0
    remarks: tuple[str, ...] = ()
    problem: str = ""


def collect(
    roster: Sequence[Student],
    exercises: Iterable[Exercise],
    out: Path,
    *,
    deadline: datetime.datetime | None,
    beside: Path,
    keep: bool = False,
    told: Callable[[Collected], None] = lambda collected: None,
) -> list[Collected]:
    """Collect into `out`, one folder a student, and write what was done into `collected.json` there.

    Local paths in the roster start at the folder `beside`. What lay in a student's folder is replaced only once
    the repository has been fetched. `keep`: the folder is named after the commit's time as well, as one attempt.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = {PurePosixPath(file).name for exercise in exercises for file in exercise.files}

    def one(student: Student) -> Collected:
        try:
            return _collect(student, names, out, deadline, beside, keep)
        except (RepositoryError, OSError) as error:
            return Collected(student, problem=str(error))

    found = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for collected in pool.map(one, roster):
            told(collected)
            found.append(collected)
    _write_down(out, found, deadline)
    return found


def _collect(
    student: Student, names: set[str], out: Path, deadline: datetime.datetime | None, beside: Path, keep: bool
) -> Collected:
    if not student.repository:
        return Collected(student, problem="the roster names no repository")
    store = out / _STORES / f"{student.page}.git"
    repositories.fetch(address(student.repository, beside), store)
    commit = repositories.last_before(store, deadline)
    folder = out / folder_of(student, commit if keep else None)
    fresh = out / f".{student.page}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    remarks: list[str] = []
    contents: dict[str, bytes] = {}
    if commit is not None:
        contents, remarks = repositories.read(store, commit, lambda name: PurePosixPath(name).name in names)
    for name, data in contents.items():
        if not re.fullmatch(r"[^\\:\0]+", name) or ".." in name.split("/") or name.startswith("/"):
            remarks.append(f"{name!a} is no name for a file here.")
            continue
        try:
            files.write_new(fresh / name, data)
        except (OSError, UnicodeEncodeError):  # a name that this disk cannot hold
            remarks.append(f"{name!a} cannot be written here.")
    shutil.rmtree(folder, ignore_errors=True)
    if fresh.exists():
        fresh.rename(folder)
    return Collected(student, commit, len(contents), tuple(remarks))


def folder_of(student: Student, commit: repositories.Commit | None) -> str:
    """Return the name of a student's folder, as an attempt of its own where a commit is given."""
    return f"{student.page}@{commit.time.astimezone(datetime.UTC):%Y-%m-%dT%H%M%SZ}" if commit else student.page


def address(repository: str, beside: Path) -> str:
    """Return what git is given: a URL as it is, a local path as an absolute one."""
    if "://" in repository or re.match(r"[\w.-]+@[\w.-]+:", repository):
        return repository
    path = Path(repository).expanduser()
    return str(path if path.is_absolute() else (beside / path).resolve())


def _write_down(out: Path, found: Sequence[Collected], deadline: datetime.datetime | None) -> None:
    rows = {
        one.student.page: {
            "student_id": one.student.id,
            "repository": one.student.repository,
            "commit": one.commit.name if one.commit else None,
            "time": one.commit.time.isoformat() if one.commit else None,
            "problem": one.problem,
            "remarks": one.remarks,
        }
        for one in found
    }
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    data = {"collected": when, "deadline": deadline.isoformat() if deadline else None, "folders": rows}
    try:
        (out / COLLECTED).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{out / COLLECTED} cannot be written ({error.strerror}).") from None
