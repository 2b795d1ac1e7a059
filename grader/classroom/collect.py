"""Collecting a class: each repository of the roster at its last commit before the deadline, as a folder."""

from __future__ import annotations

import dataclasses
import datetime
import errno
import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from grader import files
from grader.classroom import repositories
from grader.classroom.intake import COLLECTED
from grader.classroom.repositories import RepositoryError
from grader.classroom.roster import Student
from grader.classroom.rules import Rules
from grader.exercise.catalogue import Exercise
from grader.exercise.handed_in import could_be_one

SIDE_BY_SIDE = 8  # fetches; nearly all of their time is waiting
_MOST_OTHERS = 200  # files of a repository that are taken because one of them may be an answer
_STORES = ".repositories"  # the histories, kept so that the next time only news is fetched


@dataclasses.dataclass(frozen=True)
class Collected:
    """What became of one repository. `problem` is "" if it was fetched; `commit` None if nothing was in time.

    `moment` is the last deadline that was asked for; `waiting`: its turn has not come yet.
    """

    student: Student
    commit: repositories.Commit | None = None
    files: int = 0
    remarks: tuple[str, ...] = ()
    problem: str = ""
    moment: datetime.datetime | None = None
    waiting: bool = False


def collect(
    roster: Sequence[Student],
    exercises: Sequence[Exercise],
    out: Path,
    *,
    rules: Rules,
    beside: Path,
    keep: bool = False,
    told: Callable[[Collected], None] = lambda collected: None,
) -> list[Collected]:
    """Collect into `out`, one folder a student, and write what was done into `collected.json` there.

    That file is there before the first repository is fetched, and says until the end that it is not complete. Local
    paths in the roster start at the folder `beside`. What lay in a student's folder is replaced only once the
    repository has been fetched. `keep`: the folder is named after the commit's time as well, as one attempt. For a
    student with an extension there is an attempt for each deadline.
    """
    out.mkdir(parents=True, exist_ok=True)

    def one(student: Student) -> Collected:
        try:
            return _collect(student, exercises, out, rules.moments(student.id), beside, keep)
        except RepositoryError as error:
            return Collected(student, problem=str(error))

    found = {student: Collected(student, waiting=True, problem="its turn has not come yet") for student in roster}
    _write_down(out, list(found.values()), rules.deadline)
    written = time.monotonic()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for collected in pool.map(one, roster):
            told(collected)
            found[collected.student] = collected
            if time.monotonic() - written > 1:
                _write_down(out, list(found.values()), rules.deadline)
                written = time.monotonic()
    _write_down(out, list(found.values()), rules.deadline)
    return list(found.values())


def _collect(
    student: Student, exercises: Sequence[Exercise], out: Path, moments: Sequence[datetime.datetime | None],
    beside: Path, keep: bool,
) -> Collected:  # fmt: skip
    if not student.repository:
        return Collected(student, problem="the roster names no repository")
    store = out / _STORES / f"{student.page}.git"
    repositories.fetch(address(student.repository, beside), store)
    collected = Collected(student)
    for moment in moments:
        commit = repositories.last_before(store, moment)
        collected = _take(student, exercises, out, commit, attempt=keep or len(moments) > 1)
        collected = dataclasses.replace(collected, moment=moment)
    if len(moments) > 1 and not keep:  # a folder without a time would be an attempt of no time
        shutil.rmtree(out / student.page, ignore_errors=True)
    return collected


def _take(
    student: Student, exercises: Sequence[Exercise], out: Path, commit: repositories.Commit | None, *, attempt: bool
) -> Collected:
    """Put what counts of a commit into the student's folder."""
    folder = out / folder_of(student, commit if attempt else None)
    fresh = out / f".{student.page}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    remarks: list[str] = []
    contents: dict[str, bytes] = {}
    if commit is not None:
        contents, remarks = repositories.read(out / _STORES / f"{student.page}.git", commit, _chosen(exercises))
    for name, data in contents.items():
        if not re.fullmatch(r"[^\\:\0]+", name) or ".." in name.split("/") or name.startswith("/"):
            remarks.append(f"{name!a} is no name for a file here.")
            continue
        try:
            files.write_new(fresh / name, data)
        except (OSError, UnicodeEncodeError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
                raise
            remarks.append(f"{name!a} cannot be written here.")  # a name that this disk cannot hold
    shutil.rmtree(folder, ignore_errors=True)
    if fresh.exists():
        fresh.rename(folder)
    return Collected(student, commit, len(contents), tuple(remarks))


def _chosen(exercises: Sequence[Exercise]) -> Callable[[Sequence[str]], list[str]]:
    """What is taken of a repository: the listed files, and if one is missing whatever may be it under another name."""
    listed = {PurePosixPath(file).name for exercise in exercises for file in exercise.files}

    def choose(names: Sequence[str]) -> list[str]:
        chosen = [name for name in names if PurePosixPath(name).name in listed]
        if {PurePosixPath(name).name for name in chosen} != listed:
            chosen += [name for name in names if name not in chosen and could_be_one(name)][:_MOST_OTHERS]
        return chosen

    return choose


def folder_of(student: Student, commit: repositories.Commit | None) -> str:
    """Return the name of a student's folder, as an attempt of its own if a commit is given."""
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
            "waiting": one.waiting,
        }
        for one in found
    }
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    complete = not any(one.waiting for one in found)
    data = {"collected": when, "deadline": deadline and deadline.isoformat(), "complete": complete, "folders": rows}
    files.put(out / COLLECTED, (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode())
