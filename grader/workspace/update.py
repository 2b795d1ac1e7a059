"""Update: new versions of exercises come in, and no edited stub is touched.

From git, if this is a clone: what the learner edited, and the new version too, is set aside, git moves forward, and
their text comes back. From a folder (a newer clone, an unpacked archive) otherwise. An exercise is known by its id, so
one that was renumbered takes the learner's text along.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
from pathlib import Path

from grader import files
from grader.exercise import catalogue, stubs
from grader.exercise.catalogue import Exercise
from grader.workspace import backups
from grader.workspace.backups import Change
from grader.workspace.batch import WorkspaceError

_NOT_COPIED = frozenset({".git", ".nox", ".venv", ".awaitlings", "__pycache__", ".hypothesis"})
_MINE = "your own text"


@dataclasses.dataclass
class UpdateOutcome:
    """What an update did, each as a sentence for a person."""

    sentences: list[str] = dataclasses.field(default_factory=list)
    count: int = 0  # files that are new or other than before


def from_folder(root: Path, source: Path) -> UpdateOutcome:
    """Take a newer version from `source`. Raises WorkspaceError; typed again after a kill it goes on."""
    if not (source / "exercises").is_dir() or not (source / "grader" / "cli").is_dir():
        raise WorkspaceError(f"{source} is not an awaitlings folder: exercises/ and grader/ are needed in it.")
    if source.resolve() == root.resolve():
        raise WorkspaceError("That is this very folder. Give the folder of the newer version.")
    outcome = UpdateOutcome()
    mine = {exercise.id: exercise for exercise in catalogue.load(root, problems=[])}
    theirs = catalogue.load(source)
    changes: list[Change] = []
    for new in theirs:
        folder = root / "exercises" / new.folder.name
        if (old := mine.get(new.id)) is not None:
            old = _renumbered(old, folder, outcome)
        changes += _changes(old, new, folder, outcome)
    if changes:
        for folder in {change.folder for change in changes}:
            folder.mkdir(parents=True, exist_ok=True)
        with backups.opened(root) as kept:
            kept.replace(backups.UPDATE, changes)
    outcome.count = len(changes) + _copy_the_rest(root, source)
    return outcome


def from_git(root: Path) -> UpdateOutcome:
    """Move this clone forward to its upstream branch. Raises WorkspaceError, before anything was changed."""
    if _git(root, "rev-parse", "--show-toplevel", check=False).strip() != str(root.resolve()):
        raise WorkspaceError(
            "This folder is no git clone. Unpack the newer version beside it, and type:  nox -s update -- FOLDER"
        )
    if not _git(root, "rev-parse", "--abbrev-ref", "@{upstream}", check=False).strip():
        raise WorkspaceError("This branch follows no other one. With a newer clone:  nox -s update -- FOLDER")
    _git(root, "fetch", "--quiet")
    incoming = set(_git(root, "diff", "--no-renames", "--name-only", "HEAD...@{upstream}").splitlines())
    if not incoming:
        return UpdateOutcome(["Nothing new: this is the newest version."])
    ahead = _git(root, "rev-list", "--count", "@{upstream}..HEAD").strip()
    if ahead != "0":
        raise WorkspaceError(
            f"You have {ahead} commits of your own here, so git has to bring both together:  git pull\n"
            "Nothing was changed. If it reports a conflict in a stub, keep yours:  git checkout --ours FILE"
        )
    dirty = set(_git(root, "diff", "--name-only", "HEAD").splitlines()) & incoming
    stubs_of = {f"exercises/{e.folder.name}/{file}": (e, file) for e in catalogue.load(root, problems=[])
                for file in e.files}  # fmt: skip
    if others := sorted(dirty - set(stubs_of)):
        raise WorkspaceError(
            f"You have changed {others[0]}, which the new version changes too. Nothing was changed. Put your copy "
            f"elsewhere, and take back yours here:  git checkout -- {others[0]}"
        )
    return _forward(root, [stubs_of[name] for name in sorted(dirty)], len(incoming))


def _forward(root: Path, edited: list[tuple[Exercise, str]], incoming: int) -> UpdateOutcome:
    """Let git move, with the edited stubs out of its way. Killed halfway, `restore` brings them back."""
    outcome = UpdateOutcome(count=incoming)
    texts = [files.read(exercise.folder, file) for exercise, file in edited]
    with backups.opened(root) as kept:
        changes = [
            Change(
                exercise.folder, file, text, _git_bytes(root, f"HEAD:exercises/{exercise.folder.name}/{file}"), _MINE
            )
            for (exercise, file), text in zip(edited, texts, strict=True)
        ]
        if changes:
            kept.replace(backups.UPDATE_GIT, changes)
        try:
            _git(root, "merge", "--quiet", "--ff-only", "@{upstream}")
        finally:
            now = {exercise.id: exercise for exercise in catalogue.load(root, problems=[])}
            back = []
            for (exercise, file), text in zip(edited, texts, strict=True):
                place = now.get(exercise.id, exercise)
                back.append(Change(place.folder, file, _read(place.folder, file), text, "the new stub", _last(kept)))
                outcome.sentences.append(_kept_yours(place, file))
            if back:
                kept.replace("restore", back)
    return outcome


def _last(kept: backups.Backups) -> str:
    return kept.batches[-1].name


def _renumbered(old: Exercise, folder: Path, outcome: UpdateOutcome) -> Exercise:
    if old.folder == folder or folder.exists():
        return old
    old.folder.rename(folder)
    outcome.sentences.append(f"{old.folder.name} is {folder.name} now; your files moved along.")
    return dataclasses.replace(old, folder=folder)


def _changes(old: Exercise | None, new: Exercise, folder: Path, outcome: UpdateOutcome) -> list[Change]:
    """What has to be replaced in one exercise folder: everything but an edited stub."""
    edited = old is not None and not stubs.is_untouched(old) and any(_read(folder, file) for file in old.files)
    found = []
    for name in _names(new.folder):
        there, coming = _read(folder, name), files.read(new.folder, name)
        if stubs.same(there, coming):
            continue
        if edited and old is not None and name in old.files:
            if not stubs.same(stubs.handed_out(old).get(name), coming):
                outcome.sentences.append(_kept_yours(new, name))
            continue
        found.append(Change(folder, name, there, coming, "the version before"))
    return found


def _kept_yours(exercise: Exercise, file: str) -> str:
    return (
        f"{exercise.label}: there is a new version of {file}; yours was left as it is. To begin again with the new "
        f"one:  nox -s reset -- {exercise.number}"
    )


def _copy_the_rest(root: Path, source: Path) -> int:
    """Put everything outside the exercises in place: the grader, its locks, lessons, and solutions if there are any."""
    count = 0
    for name in _names(source):
        if name.startswith("exercises/"):
            continue
        coming = files.read(source, name)
        if _read(root, name) != coming:
            files.put(root / name, coming, (source / name).stat().st_mode & 0o777)
            count += 1
    return count


def _names(folder: Path) -> list[str]:
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_COPIED)
        for name in sorted(names):
            path = Path(where, name)
            if name not in _NOT_COPIED and path.is_file() and not path.is_symlink() and not name.endswith(".pyc"):
                found.append(path.relative_to(folder).as_posix())
    return found


def _read(folder: Path, file: str) -> bytes | None:
    try:
        return files.read(folder, file)
    except files.NotThere:
        return None
    except files.NotUsable as error:
        raise WorkspaceError(f"{folder.name}/{file} {error}. Nothing was changed.") from None


def _git(root: Path, *arguments: str, check: bool = True) -> str:
    return _run_git(root, arguments, check=check).decode(errors="replace")


def _git_bytes(root: Path, name: str) -> bytes:
    return _run_git(root, ("show", name), check=True)


def _run_git(root: Path, arguments: tuple[str, ...], *, check: bool) -> bytes:
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(("git", *arguments), cwd=root, env=quiet, capture_output=True, check=False)
    except OSError:
        if check:
            raise WorkspaceError("git is not installed here. With a newer version:  nox -s update -- FOLDER") from None
        return b""
    if done.returncode and check:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise WorkspaceError(f"git {arguments[0]} did not work: {said[-1] if said else done.returncode}")
    return b"" if done.returncode else done.stdout
