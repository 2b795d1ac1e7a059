"""The student edition: which files it holds, and what stands in those that are made for it.

Everything that goes in is named; nothing gets in because it was forgotten. The stubs are those
that were recorded as handed out, so it does not matter whose answers lie in the working copy.
"""

from __future__ import annotations

import dataclasses
import json
import os
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from grader import __version__
from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import ROOT, Exercise

MARKER = "STUDENT-EDITION"
_FROM_ROOT = (
    "LICENSE",
    "noxfile.py",
    ".gitignore",
    ".gitattributes",
    "requirements/grading.txt",
    "requirements/desk.txt",
    "exercises/conftest.py",
)
_WHERE_THERE = (
    "docs/example",
    "docs/mistakes",
    "docs/symptoms.md",
    "docs/tried-on.md",
    "docs/what-simulation-hides.md",
    "docs/pictures",
    ".devcontainer",
    ".vscode",
)
# What stays with maintainers and instructors: these packages of the grader, and the command modules of their names.
_FOR_OTHERS = ("lab", "classroom")
_LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?![a-z]+:|#)([^)\s]+)\)")  # of Markdown, to a file; no picture
_WHY = "It comes with the solution, from the people who teach this course."
_PYTEST = b"[pytest]\nasyncio_default_fixture_loop_scope = function\n"  # unset, older pytest-asyncio warns at each run
_CI = {  # the forge: where its file lies here, and where it belongs there
    "github": ("docs/ci/github-actions.yml", ".github/workflows/grade.yml"),
    "gitlab": ("docs/ci/gitlab-ci.yml", ".gitlab-ci.yml"),
}


@dataclasses.dataclass(frozen=True)
class Edition:
    """What is handed out: the bytes of each file by its name, and the exercises in it."""

    files: dict[str, bytes]
    exercises: tuple[Exercise, ...]


def edition(exercises: Sequence[Exercise], *, forge: str = "github", hints: bool = True) -> Edition:
    """Return the student edition of these exercises. Raises UserError if one cannot be handed out."""
    files: dict[str, bytes] = {}
    for name in (*_FROM_ROOT, *_WHERE_THERE, "grader"):
        files |= _below(ROOT, name)
    for extra in {exercise.extra for exercise in exercises if exercise.extra}:
        files |= _below(ROOT, f"requirements/{extra}.txt")
    files = {name: data for name, data in files.items() if not _is_for_others(name)}
    files |= _ci(forge)
    for exercise in exercises:
        files |= {f"exercises/{exercise.folder.name}/{name}": data for name, data in _of(exercise, hints).items()}
    files["pytest.ini"] = _PYTEST
    files["README.md"] = _readme(exercises).encode()
    files[MARKER] = _marker().encode()
    return Edition(dict(sorted(_without_dead_links(files).items())), tuple(exercises))


def _without_dead_links(files: dict[str, bytes]) -> dict[str, bytes]:
    """Where a text links an exercise that is not handed out, the words stay and the link goes."""
    folders = {folder.as_posix() for name in files for folder in PurePosixPath(name).parents}

    def checked(name: str, data: bytes) -> bytes:
        def alive(link: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link[2].partition("#")[0]))
            return link[0] if target in files or target in folders else link[1]

        return _LINK.sub(alive, data.decode()).encode()

    return {name: checked(name, data) if name.endswith(".md") else data for name, data in files.items()}


def _of(exercise: Exercise, hints: bool) -> dict[str, bytes]:
    """The files of one exercise: stub, stamp, services and the like, lesson, visible checks, exercise.toml."""
    stub = stubs.handed_out(exercise)
    if set(stub) != set(exercise.files):
        raise UserError(f"{exercise.folder.name} was never recorded: nox -s check -- {exercise.id}")
    if changed := stubs.changed_support(exercise):
        raise UserError(
            f"{exercise.folder.name}/{changed[0]} is not as it is to be handed out. Fetch it again, or as an author: "
            f"nox -s check -- {exercise.id}"
        )
    found = {**stubs.support(exercise), **stub, "exercise.toml": _toml(exercise, hints).encode()}
    for name in ("README.md", stubs.STAMP, "checks"):
        found |= _below(exercise.folder, name)
    return found


def _below(root: Path, name: str) -> dict[str, bytes]:
    """Every plain file at or below `root/name`, by its name; nothing hidden below it, nothing that Python left."""
    start = root / name
    paths = [start] if start.is_file() else []
    for where, folders, names in os.walk(start):
        folders[:] = [folder for folder in folders if folder != "__pycache__" and not folder.startswith(".")]
        paths += [Path(where, file) for file in names if not file.startswith(".") and not file.endswith(".pyc")]
    plain = [path for path in paths if path.is_file() and not path.is_symlink()]
    return {path.relative_to(root).as_posix(): path.read_bytes().replace(b"\r\n", b"\n") for path in plain}


def _is_for_others(name: str) -> bool:
    return name.startswith(tuple(place for one in _FOR_OTHERS for place in (f"grader/{one}/", f"grader/cli/{one}.py")))


def _ci(forge: str) -> dict[str, bytes]:
    if forge == "none":
        return {}
    here, there = _CI[forge]
    if not (ROOT / here).is_file():
        raise UserError(f"There is no {here} in this repository.")
    return {there: (ROOT / here).read_bytes()}


def _toml(exercise: Exercise, hints: bool) -> str:
    """What a learner's commands need of `exercise.toml`. Why the answer works gives the answer away."""
    fields: list[tuple[str, object]] = [
        ("title", exercise.title),
        ("track", exercise.track),
        ("learn", exercise.learn),
        ("files", list(exercise.files)),
        ("module", exercise.module),
        ("clock", exercise.clock),
        *([("extra", exercise.extra)] if exercise.extra else []),
        ("hints", list(exercise.hints) if hints else ["There are no hints in this edition: ask in class."]),
        ("why", _WHY),
        *([("try", exercise.then_try)] if exercise.then_try else []),
    ]
    lines = [f"{key} = {_value(value)}" for key, value in fields]
    if hints and exercise.hint_for:
        lines += ["", "[hint_for]", *(f"{_value(name)} = {_value(text)}" for name, text in exercise.hint_for.items())]
    for part in exercise.parts:
        lines += ["", "[[parts]]", f"title = {_value(part.title)}", f"points = {part.points}"]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A text or a list of texts as TOML writes it: JSON's strings are TOML's, but for U+007F."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _readme(exercises: Sequence[Exercise]) -> str:
    first, rows = exercises[0], []
    for each in exercises:
        rows.append(f"| [{each.label}](exercises/{each.folder.name}/README.md) | {each.title} | {each.max_points} |")
    return f"""# Exercises in async Python

You need Python 3.11 or newer. Open an exercise, read its README.md, edit the stub beside it where it says
`TODO`, and type:

```sh
python3 -m venv .venv && . .venv/bin/activate && pip install nox
nox -s grade -- {first.number}
```

In each new terminal, type `. .venv/bin/activate` first. Debian and Ubuntu need `sudo apt install python3-venv`.
On Windows, the first line is `py -m venv .venv; .venv\\Scripts\\Activate.ps1; pip install nox`.

`nox -s grade` alone judges everything that you have begun, and `nox -s watch` judges each time you save.
`nox -s hint -- {first.number}` gives a hint, `nox -s run -- {first.number}` runs your own file, and
`nox -s explain -- "words of a message"` says what an [error message](docs/symptoms.md) means. For the test view of your
editor, or plain `pytest exercises`, type `pip install -r requirements/grading.txt` once.

The visible checks of an exercise (its folder `checks`) tell you what is wrong and on which line. If there are none, you
see whether your file imports and runs. Your instructor has the other checks. What you see here is *feedback*: the
grade is made elsewhere, from the files that you hand in. Only the stub files count: commit and push them, or upload
them, as you were told.

| Exercise | | Points |
|---|---|---|
{chr(10).join(rows)}
"""


def _marker() -> str:
    return (
        f"The student edition of awaitlings {__version__}, made with `nox -s release`: without solutions and hidden "
        "checks.\nDo not edit the files of the grader; only your stub files are graded.\n"
    )
