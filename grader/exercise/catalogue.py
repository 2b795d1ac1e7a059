"""Exercises on disk -> Exercise objects. The only reader of `exercise.toml`.

`exercise.toml` owns what is said of an exercise: title, track, parts and their points, the files that a
learner edits, hints, and why the answer works. The folder name `NN_slug` owns its number and its id.
"""

from __future__ import annotations

import dataclasses
import difflib
import keyword
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from grader.errors import UserError

ROOT = Path(__file__).resolve().parent.parent.parent

# The first digit of a number is the track; the name is what `--track` takes.
TRACKS = {
    "1": "calls",
    "2": "loop",
    "3": "run-or-await",
    "4": "never-block",
    "5": "failure",
    "6": "flow",
    "7": "streams",
    "8": "observe",
    "9": "production",
}

_KEYS = (
    *("title", "track", "learn", "stands_on", "minutes", "files", "given", "module", "clock", "extra"),
    *("parts", "hints", "hint_for", "why", "try"),
)
_MOST_NAMED = 12  # exercises that a message lists
_NOT_A_STUB = ("services.py", "exercise.toml", "README.md")
_OUTSIDE = re.compile(r"\.\.|[\\:]")  # up, or how Windows writes folders and disks
_FOLDER = re.compile(r"(?P<number>[1-9][0-9])_(?P<slug>[a-z][a-z0-9_]*)")


class CatalogueError(UserError):
    """Something on disk or in a selection is wrong. The message is one sentence of advice."""


@dataclasses.dataclass(frozen=True)
class PartSpec:
    """A numbered part as `exercise.toml` declares it."""

    number: int
    title: str
    points: int


@dataclasses.dataclass(frozen=True)
class Exercise:
    """One exercise. `folder` holds the stub, `solution` the same files solved (it may be missing)."""

    id: str
    number: str
    title: str
    track: str
    learn: str
    folder: Path
    solution: Path
    files: tuple[str, ...]
    module: str
    clock: str
    extra: str
    parts: tuple[PartSpec, ...]
    hints: tuple[str, ...]
    why: str
    hint_for: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)  # by the name of a mistake
    then_try: str = ""  # once it is passed
    stands_on: tuple[str, ...] = ()  # ids of the exercises whose lessons it needs
    minutes: int = 0  # that it takes, with its lesson; 0: not said
    given: tuple[Path, ...] = ()  # modules that stand elsewhere in the repository, and are put beside the stub
    shown: str = ""  # the name of the folder in messages: "exercises/41_blocked_loop"

    @property
    def hidden(self) -> Path:
        """The folder of the hidden checks."""
        return self.folder / ".hidden"

    @property
    def visible(self) -> Path:
        """The folder of the visible checks; it may be missing."""
        return self.folder / "checks"

    @property
    def max_points(self) -> int:
        """The sum of the points of all parts."""
        return sum(part.points for part in self.parts)

    @property
    def label(self) -> str:
        """Number and id: what a person types is either."""
        return f"{self.number} {self.id}"

    @property
    def place(self) -> str:
        """The folder in which the learner finds the files: "exercises/41_blocked_loop"."""
        return self.shown or f"{self.folder.parent.name}/{self.folder.name}"


def load(
    root: Path = ROOT,
    exercises: Path | None = None,
    problems: list[str] | None = None,
    shown: Path | None = None,
) -> list[Exercise]:
    """Return every exercise below `exercises` (default: `root/exercises`), in order of number.

    `shown` is what that folder is called in paths that people are shown (default: its name).

    Raises CatalogueError for a folder name, an exercise.toml or a duplicate that cannot be used. With
    a list of `problems`, an exercise that cannot be read is left out, and the sentence goes there.
    """
    base = exercises or root / "exercises"
    try:
        folders = [folder for folder in sorted(base.iterdir()) if _is_exercise(folder)]
    except (FileNotFoundError, NotADirectoryError):
        raise CatalogueError(f"There is no folder {base}. Run the command from a clone of the repository.") from None
    except OSError as error:
        raise CatalogueError(f"The folder {base} cannot be read ({error.strerror}).") from None
    found: list[Exercise] = []
    for folder in folders:
        try:
            exercise = _read(folder, base.parent / "solutions" / folder.name)
            found.append(dataclasses.replace(exercise, shown=f"{(shown or Path(base.name)).as_posix()}/{folder.name}"))
        except CatalogueError as error:
            if problems is None:
                raise
            problems.append(str(error))
    for key in ("number", "id"):
        seen: dict[str, Exercise] = {}
        for exercise in found:
            twin = seen.setdefault(getattr(exercise, key), exercise)
            if twin is not exercise:
                raise CatalogueError(
                    f"{twin.folder.name} and {exercise.folder.name} share the {key} "
                    f"{getattr(exercise, key)}. Rename one of the folders."
                )
    return found


def read(folder: Path) -> Exercise:
    """Return the exercise in one folder, as `load` would. Raises CatalogueError if it cannot be used."""
    return _read(folder, folder.parent.parent / "solutions" / folder.name)


def road(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return the exercises in the order to do them in: each after those that it stands on, else by number.

    What an exercise stands on may be missing, as in an edition; then it does not count. In a circle, the
    lowest number comes first.
    """
    left = sorted(exercises, key=lambda exercise: exercise.number)
    ordered: list[Exercise] = []
    while left:
        open_ids = {exercise.id for exercise in left}
        ready = next((exercise for exercise in left if not open_ids.intersection(exercise.stands_on)), left[0])
        left.remove(ready)
        ordered.append(ready)
    return ordered


def select(exercises: Iterable[Exercise], words: Iterable[str]) -> list[Exercise]:
    """Return the exercises that `words` name: an id, a number ("41"), a folder name, or a path into one.

    No words select everything. Raises CatalogueError for an unknown word, with the nearest name.
    """
    known = list(exercises)
    names: dict[str, Exercise] = {}
    for exercise in known:
        names |= {exercise.id: exercise, exercise.number: exercise, exercise.folder.name: exercise}
    chosen: dict[str, Exercise] = {}
    for word in words:
        # As people type it: with a dash, in capitals, or as the path that their shell completed.
        *above, name = [_plain(part) for part in re.split(r"[/\\]", word) if part.strip(". ")] or [word]
        folders = (names[part] for part in reversed(above) if _FOLDER.fullmatch(part) and part in names)
        found = names.get(name) or next(folders, None)
        if found is None:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {_labels(known)}."
            raise CatalogueError(f"There is no exercise {word!r}. {hint}")
        chosen[found.id] = found
    return [exercise for exercise in known if exercise.id in chosen] if chosen else known


def _labels(exercises: list[Exercise]) -> str:
    labels = [exercise.label for exercise in exercises[:_MOST_NAMED]]
    return ", ".join(labels) + (" …" if len(exercises) > len(labels) else "")


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").removesuffix(".py")


def _is_exercise(folder: Path) -> bool:
    """Whether a folder claims to be an exercise: it has an exercise.toml, or the name and anything in it.

    A folder of a learner's notes is none, nor is what Python leaves behind of an exercise that was renamed.
    """
    if folder.name.startswith((".", "_")) or not folder.is_dir():
        return False
    if (folder / "exercise.toml").exists():
        return True
    return bool(_FOLDER.fullmatch(folder.name)) and any(path.name != "__pycache__" for path in folder.iterdir())


def _read(folder: Path, solution: Path) -> Exercise:
    name = _FOLDER.fullmatch(folder.name)
    if name is None:
        raise CatalogueError(f"{folder.name} is not an exercise folder: its name must look like 41_blocked_loop.")
    path = folder / "exercise.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{folder.name}/exercise.toml cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{folder.name}/exercise.toml is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{folder.name}/exercise.toml is not valid TOML: {error}.") from None
    reader = _Reader(folder.name, data)
    reader.check_keys()
    files = reader.files()
    track = reader.string("track")
    expected = TRACKS[name["number"][0]]
    if track != expected:
        raise reader.wrong("track", f"the number {name['number']} belongs to the track {expected!r}")
    return Exercise(
        id=name["slug"],
        number=name["number"],
        title=reader.string("title"),
        track=track,
        learn=reader.string("learn"),
        folder=folder,
        solution=solution,
        files=files,
        module=reader.module(files[0]),
        clock=reader.choice("clock", ("simulated", "real")),
        extra=reader.string("extra", ""),
        parts=reader.parts(),
        hints=reader.strings("hints"),
        why=" ".join(reader.string("why").split()),
        hint_for=reader.table("hint_for"),
        then_try=reader.string("try", ""),
        stands_on=reader.strings("stands_on") if data.get("stands_on") else (),
        minutes=reader.whole("minutes"),
        given=tuple(folder.parent.parent / path for path in reader.given()),
    )


def _module_of(file: str) -> str:
    """The dotted name under which a file of a submission is imported."""
    path = Path(file).with_suffix("")
    parts = path.parts[:-1] if path.name == "__init__" else path.parts
    return ".".join(parts)


class _Reader:
    """Reads typed values from a parsed exercise.toml; every complaint names the file and the key."""

    def __init__(self, folder: str, data: dict[str, Any]) -> None:
        self.folder = folder
        self.data = data

    def wrong(self, key: str, why: str) -> CatalogueError:
        return CatalogueError(f"{self.folder}/exercise.toml, key {key!r}: {why}.")

    def check_keys(self) -> None:
        """An unknown key is a key with a typing mistake in it."""
        for key in self.data:
            if key not in _KEYS:
                near = difflib.get_close_matches(key, _KEYS, n=1)
                known = f"there is {near[0]!r}" if near else f"there are {', '.join(_KEYS)}"
                raise self.wrong(key, f"there is no such key, but {known}")

    def string(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, "a text is needed here")
        return value.strip()

    def files(self) -> tuple[str, ...]:
        files = self.strings("files")
        for file in files:
            path = PurePosixPath(file)
            inside = bool(path.parts) and not path.is_absolute() and not _OUTSIDE.search(file)
            if not inside or file != str(path) or any(part.startswith(".") for part in path.parts):
                raise self.wrong("files", f"{file!r} must be a plain path inside the folder, like shop/cart.py")
            if file in _NOT_A_STUB:
                raise self.wrong("files", f"{file!r} belongs to the exercise, so a learner cannot hand it in")
        if len({file.lower() for file in files}) < len(files):
            raise self.wrong("files", "each file can stand here only once")
        return files

    def given(self) -> tuple[str, ...]:
        """Modules of other exercises, or solutions, as paths from the root of the repository."""
        paths = self.strings("given") if "given" in self.data else ()
        for path in paths:
            if _OUTSIDE.search(path) or not path.startswith(("exercises/", "solutions/")) or not path.endswith(".py"):
                raise self.wrong("given", f"{path!r} must be a path such as exercises/73_graph_ainvoke/graph.py")
        return paths

    def module(self, first: str) -> str:
        """The dotted name of the module that a scenario gets: by default the first of the files."""
        if "module" not in self.data and not first.endswith(".py"):
            raise self.wrong("files", f"the first must be the module that is imported, and {first!r} is not a module")
        module = self.string("module", _module_of(first))
        if not all(part.isidentifier() and not keyword.iskeyword(part) for part in module.split(".")):
            raise self.wrong("module" if "module" in self.data else "files", f"{module!r} cannot be imported")
        return module

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.data.get(key, allowed[0])
        if value not in allowed:
            raise self.wrong(key, f"it must be one of {', '.join(allowed)}")
        return str(value)

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        items = value if isinstance(value, list) else []
        texts = tuple(item.strip() for item in items if isinstance(item, str) and item.strip())
        if not texts or len(texts) < len(items):
            raise self.wrong(key, "a list of texts is needed here")
        return texts

    def whole(self, key: str) -> int:
        value = self.data.get(key, 0)
        if type(value) is not int or value < 0:
            raise self.wrong(key, "a whole number is needed here")
        return value

    def table(self, key: str) -> dict[str, str]:
        """A table of texts that may be left out."""
        value = self.data.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()):
            raise self.wrong(key, "a table of texts is needed here")
        return {name: text.strip() for name, text in value.items()}

    def parts(self) -> tuple[PartSpec, ...]:
        rows = self.data.get("parts")
        if not isinstance(rows, list) or not rows:
            raise self.wrong("parts", "at least one [[parts]] table with title and points is needed")
        parts: list[PartSpec] = []
        for number, row in enumerate(rows, start=1):
            title = row.get("title") if isinstance(row, dict) else None
            points = row.get("points") if isinstance(row, dict) else None
            if not isinstance(title, str) or not title.strip() or type(points) is not int or points < 1:
                raise self.wrong("parts", f"part {number} needs a title and a whole number of points above 0")
            parts.append(PartSpec(number, title.strip(), points))
        return tuple(parts)
