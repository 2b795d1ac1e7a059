"""From a tree to the listed files of each exercise. Nothing else in it counts, and what does not is said.

A zero has to be certain. So what may be an answer, and cannot be taken for one without a person, is a *problem*:
two versions of a file, a file under another name, a notebook, an archive that cannot be opened.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader import files
from grader.exercise import stubs, trees
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import MAX_BYTES, SubmissionError, Ungradable, check_text, no_effect
from grader.exercise.trees import Tree, is_archive
from grader.sinks import safe, shorten

_NOT_HERE = ("solutions", "tests")  # copies of files of ours, which a whole repository holds
_PLANTED = ("conftest.py", "pytest.ini", "sitecustomize.py", "usercustomize.py", "results.json")
_MOST_NAMED = 5
_MOST_PLACES = 20  # folders with the same file in them that are looked at
_MOST_ARCHIVES = 5  # in one submission that are opened
_AGAIN = re.compile(r"(?: ?\(\d+\)|-\d+|[ _-]copy)+$")  # what browsers and systems put behind a name: `loop (1)`
_DEFINES = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)  # at the top level
_CLOSE = 0.8  # how alike two names are, from 0 to 1


@dataclasses.dataclass(frozen=True)
class Found:
    """What a tree holds of one exercise: its listed files, or why they cannot be taken. Neither: not handed in."""

    contents: dict[str, bytes] | None = None
    problem: str = ""


def opened(tree: Tree) -> Tree:
    """Return the tree with each archive in it as a folder of that name. One that cannot be opened is a problem."""
    readers = {name: functools.partial(tree.read, name) for name in tree.names}
    notes, problems = [tree.note], [tree.problem]
    for name in sorted(filter(is_archive, tree.names))[:_MOST_ARCHIVES]:
        try:
            inner = trees.of_archive(tree.read(name, trees.MOST_ARCHIVE), name)
        except files.NotUsable as error:
            inner = trees.nothing(f"It {error}.")
        problems.append(inner.problem and f"{show(name)} cannot be read. {inner.problem}")
        notes.append(inner.note)
        if not inner.problem:
            del readers[name]
            readers |= {f"{name}/{file}": functools.partial(inner.read, file) for file in inner.names}
    note, problem = (" ".join(dict.fromkeys(filter(None, said))) for said in (notes, problems))
    return Tree(readers, lambda name, limit: readers[name](limit), note, problem)


def find(exercise: Exercise, tree: Tree, others: Iterable[Exercise] = ()) -> Found:
    """Return the listed files of an exercise: from its own folder, else from wherever in the tree they lie together.

    `others` are the exercises that the same submission may hold: a file of theirs is none of this one.
    """
    bases = _bases(exercise, tree)
    own = [base for base in bases if base.endswith(f"{exercise.folder.name}/")]
    untouched: Found | None = None
    for pool in (own, [base for base in bases if base not in own]):
        taken: dict[str, tuple[str, Found]] = {}
        problems = []
        for base in pool[:_MOST_PLACES]:
            for found in _versions(exercise, tree, base):
                if found.contents is None:
                    problems.append(found.problem)
                elif stubs.is_untouched(exercise, found.contents):
                    untouched = untouched or found
                else:
                    taken.setdefault(hash_of(exercise, found.contents), (base, found))
        if len(taken) > 1:
            names = " and ".join(show(base + exercise.files[0]) for base, _ in list(taken.values())[:2])
            return Found(problem=f"There are {len(taken)} versions, and it is not clear which counts: {names}.")
        if taken:
            return next(found for _, found in taken.values())
        if problems:
            return Found(problem=problems[0])
    if tree.problem:
        return Found(problem=tree.problem)
    if strays := _under_other_names(exercise, tree, others):
        more = f" (and {len(strays) - 1} more)" if len(strays) > 1 else ""
        what = f"{show(strays[0])}{more} may be it, under another name or in another form"
        return Found(problem=f"{exercise.files[0]} is missing. {what}.")
    return untouched or Found()


def take_all(exercises: Sequence[Exercise], tree: Tree) -> dict[str, dict[str, bytes] | SubmissionError]:
    """Return exercise -> the files that were handed in for it, or why there are none: `Ungradable`, or just missing."""
    found = {exercise.id: find(exercise, tree, exercises) for exercise in exercises}
    nothing = all(one.contents is None for one in found.values()) and bool(tree.names)
    taken: dict[str, dict[str, bytes] | SubmissionError] = {}
    for exercise in exercises:
        one = found[exercise.id]
        if one.contents is not None:
            taken[exercise.id] = one.contents
        elif one.problem or nothing:
            why = "is missing, and nothing that was handed in can be read as an answer."
            taken[exercise.id] = Ungradable(one.problem or f"{exercise.files[0]} {why}")
        else:
            taken[exercise.id] = SubmissionError(f"{exercise.files[0]} is missing.")
    return taken


def may_hold_an_answer(exercises: Sequence[Exercise], tree: Tree) -> bool:
    """Whether there is anything in a tree that may be an answer to one of the exercises."""
    return any(find(exercise, tree, exercises) != Found() for exercise in exercises)


def could_be_one(name: str) -> bool:
    """Whether a file of that name, wherever it lies, may hold an answer."""
    return _may_be_code(name) and not _elsewhere(name.rpartition("/")[0] + "/") and not _of_the_edition(name)


def hash_of(exercise: Exercise, contents: Mapping[str, bytes]) -> str:
    """Return a hash of an answer to an exercise. Line ends and empty last lines are no part of it."""
    digest = hashlib.sha256(exercise.id.encode())
    for name in sorted(contents):
        data = stubs.normal(contents[name])
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:32]


def ignored(exercises: Sequence[Exercise], tree: Tree) -> list[str]:
    """Return a sentence for each thing in a tree that a student may believe to count, and that does not."""
    taken = {f"{base}{name}" for e in exercises for base in _bases(e, tree) for name in e.files}
    ours = {(e.folder.name, name) for e in exercises for name in stubs.support(e)}
    said = [tree.note] if tree.note else []
    others = sorted(
        name
        for name in tree.names - taken
        if not _of_the_edition(name)
        and not (name.endswith("pytest.ini") and name.removesuffix("pytest.ini") + "noxfile.py" in tree.names)
        and (PurePosixPath(name).name in _PLANTED or (name.endswith((".py", ".pth")) and not _is_ours(name, ours)))
    )
    said += [f"{show(name)} is ignored." for name in others[:_MOST_NAMED]]
    if len(others) > _MOST_NAMED:
        said.append(f"So are {len(others) - _MOST_NAMED} more files.")
    return said


def changed(exercises: Sequence[Exercise], tree: Tree) -> list[str]:
    """Return a sentence for each file in a tree that came with an exercise, and that the student has changed."""
    ours: dict[str, list[tuple[Exercise, bytes]]] = {}  # several exercises may lie in one folder
    for exercise in exercises:
        for base in _bases(exercise, tree)[:_MOST_PLACES]:
            for name, data in stubs.support(exercise).items():
                ours.setdefault(base + name, []).append((exercise, data))
    said = []
    for name in sorted(ours.keys() & tree.names):
        try:
            data = tree.read(name, MAX_BYTES)
        except files.NotUsable:
            continue
        if not any(stubs.same(data, copy) for _, copy in ours[name]):
            said.append(no_effect(ours[name][0][0], show(name)))
    return said[:_MOST_NAMED]


def show(name: str) -> str:
    """Return a name from a student's disk as it may stand in a sentence."""
    return shorten(safe(name), 120)


def _bases(exercise: Exercise, tree: Tree) -> list[str]:
    """The folders in a tree that hold a listed file: those with the most of them first, then the nearest to the top."""
    counts: dict[str, int] = {}
    homes = _folders_beside(exercise.folder.parent)
    for name in tree.names:
        for file in exercise.files:
            base = name.removesuffix(file)
            folders = base.split("/")
            of_another = exercise.folder.name not in folders and homes.intersection(folders)
            if (name == file or name.endswith(f"/{file}")) and not _elsewhere(base) and not of_another:
                counts[base] = counts.get(base, 0) + 1
    return sorted(counts, key=lambda base: (-counts[base], base.count("/"), base))


def _versions(exercise: Exercise, tree: Tree, base: str) -> list[Found]:
    """What lies in one folder: the listed files, and once more for each with a browser's ` (1)` behind its name."""
    found = [_take(exercise, tree, base, {})]
    beside = [name for name in tree.names if name.startswith(base) and "/" not in name[len(base) :]]
    for file in exercise.files:
        again = [name for name in beside if name != base + file and _same_name(name[len(base) :], file)]
        found += [_take(exercise, tree, base, {file: name}) for name in sorted(again)[:_MOST_NAMED]]
    return found


def _take(exercise: Exercise, tree: Tree, base: str, instead: Mapping[str, str]) -> Found:
    contents = {}
    for file in exercise.files:
        name = instead.get(file, base + file)
        try:
            contents[file] = tree.read(name, MAX_BYTES)
            check_text(file, contents[file])
        except files.NotThere:
            return Found(problem=f"{show(name)} is missing.")
        except files.NotUsable as error:
            return Found(problem=f"{show(name)} {error}.")
    return Found(contents)


def _under_other_names(exercise: Exercise, tree: Tree, others: Iterable[Exercise]) -> list[str]:
    """The files that may be an answer to an exercise although none is called as it should be."""
    wanted = {name for text in stubs.handed_out(exercise).values() for name in _defined(text)}
    beside = stubs.support(exercise)
    of_others = {PurePosixPath(file).name for other in others if other != exercise for file in other.files}
    home, homes = exercise.folder.name, _folders_beside(exercise.folder.parent)

    def may_be(name: str) -> bool:
        *folders, file = name.split("/")
        if any(name == own or name.endswith(f"/{own}") for own in exercise.files):
            return False
        in_another_form = not file.endswith(".pyc") and any(_same_stem(file, own) for own in exercise.files)
        if not could_be_one(name) and not in_another_form:
            return False
        if home in folders:
            return file not in beside
        if file in of_others or homes.intersection(folders):
            return False
        if not file.endswith(".py") or any(_is_like(file, PurePosixPath(own).name) for own in exercise.files):
            return True
        try:
            text = tree.read(name, MAX_BYTES)
            check_text(file, text)
        except files.NotUsable:
            return file not in _PLANTED
        return bool(wanted & _defined(text))

    return sorted(filter(may_be, tree.names))


@functools.cache
def _folders_beside(folder: Path) -> frozenset[str]:
    """The names of the folders of all exercises."""
    return frozenset(path.name for path in folder.iterdir() if path.is_dir())


def _may_be_code(name: str) -> bool:
    return name.lower().endswith((".py", ".py.txt", ".ipynb", ".pyw")) or is_archive(name)


def _defined(text: bytes) -> set[str]:
    """The names that a source defines, as far as its lines tell: it need not parse."""
    return set(_DEFINES.findall(text.decode("utf-8", "replace")))


def _same_name(name: str, file: str) -> bool:
    return _plain(name) == PurePosixPath(file).stem.casefold() and name.lower().endswith(".py")


def _same_stem(name: str, file: str) -> bool:
    """Whether a file is called like a listed one but for what stands behind the first dot: `sync_to_async.docx`."""
    return _plain(name.partition(".")[0]) == PurePosixPath(file).stem.casefold()


def _is_like(name: str, file: str) -> bool:
    wanted = PurePosixPath(file).stem.casefold()
    return difflib.SequenceMatcher(None, _plain(name), wanted).ratio() >= _CLOSE


def _plain(name: str) -> str:
    """`Sync_To_Async (1).py` -> `sync_to_async`."""
    stem = name.casefold().removesuffix(".txt").removesuffix(".py")
    return _AGAIN.sub("", stem)


def _elsewhere(base: str) -> bool:
    """Whether a folder holds copies of files, and not what is handed in."""
    parts = base.split("/")[:-1]
    return any(part in _NOT_HERE or part.startswith(".") or part == "site-packages" for part in parts)


def _is_ours(name: str, ours: set[tuple[str, str]]) -> bool:
    """Whether a name is a file that came with an exercise: it is replaced by the pristine one."""
    parts = name.split("/")
    beside = {file for _, file in ours}
    return any((parts[at], "/".join(parts[at + 1 :])) in ours for at in range(len(parts) - 1)) or name in beside


def _of_the_edition(name: str) -> bool:
    """Whether a name is of the grader, a visible check or the example: handed out, and never taken back."""
    parts = PurePosixPath(name).parts
    of_the_grader = "grader" in parts[:2] or parts[-1] == "noxfile.py" or parts[-2:] == ("exercises", "conftest.py")
    of_the_example = parts[-4:-2] == ("docs", "example")
    return of_the_grader or of_the_example or "checks" in parts or _first(parts) in _NOT_HERE


def _first(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) > 1 else ""
