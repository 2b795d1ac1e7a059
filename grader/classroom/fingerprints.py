"""What a result depends on: the submission, the checks of its part, the grader, the seed. A hash of each.

After a check is mended only the parts that it belongs to are judged again: of a check file, a part depends on
its own checks, on what these use, and on every service.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.exercise import stubs
from grader.exercise.catalogue import ROOT, Exercise
from grader.grading.job import Options

_JUDGE = (
    "judge", "player", "sandbox", "live", "diagnosis", "grading", "exercise", "wire.py",
)  # fmt: skip


@functools.cache
def of_grader() -> str:
    """A hash of the code that comes to a verdict, Python included. A command, a sink or the gradebook is none of it."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in _JUDGE:
        path = ROOT / "grader" / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(
                file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n")
            )
    return digest.hexdigest()[:16]


def of_options(options: Options) -> str:
    """What holds for the whole class, as text."""
    return json.dumps(dataclasses.asdict(options), sort_keys=True)


def of_parts(exercise: Exercise) -> dict[int, str]:
    """Return part -> hash of everything on disk that its verdict depends on."""
    common = hashlib.sha256()
    for name, data in sorted(stubs.support(exercise).items()):
        common.update(f"{name}\0".encode() + stubs.normal(data))
    common.update(repr((exercise.module, exercise.files, exercise.clock)).encode())
    files = [(path, path.read_bytes()) for path in sorted(exercise.hidden.glob("*.py"))]
    for path, data in files:
        if not path.name.startswith("test_"):
            common.update(data)
    modules = [_Module(ast.parse(data)) for path, data in files if path.name.startswith("test_")]
    found = {}
    for spec in exercise.parts:
        digest = common.copy()
        for text in (text for module in modules for text in module.of(spec.number)):
            digest.update(text.encode() + b"\0")
        found[spec.number] = digest.hexdigest()[:16]
    return found


def key(exercise: Exercise, part: int, contents: str, checks: str, options: Options) -> str:
    """The name of a result: equal for equal submissions, checks, grader and options, and for nothing else."""
    text = "\0".join([exercise.id, str(part), contents, checks, of_grader(), of_options(options)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Module:
    """A check file as its statements, and what each of them uses."""

    def __init__(self, tree: ast.Module) -> None:
        self._of_name: dict[str, list[ast.stmt]] = {}
        self._checks: list[tuple[int, ast.stmt]] = []
        self._always: list[ast.stmt] = []
        for node in tree.body:
            names = list(_defines(node))
            for name in names:
                self._of_name.setdefault(name, []).append(node)
            if (part := _part(node)) is not None:
                self._checks.append((part, node))
            elif not names or _is_decorated(node, "service"):
                self._always.append(node)

    def of(self, part: int) -> Iterator[str]:
        """The statements that the checks of a part depend on, as text without comments and line numbers."""
        pending = [*self._always, *(node for number, node in self._checks if number == part)]
        seen: dict[int, ast.stmt] = {id(node): node for node in pending}
        while pending:
            for name in {node.id for node in ast.walk(pending.pop()) if isinstance(node, ast.Name)}:
                for used in self._of_name.get(name, ()):
                    if id(used) not in seen:
                        seen[id(used)] = used
                        pending.append(used)
        return (ast.unparse(node) for node in sorted(seen.values(), key=lambda node: node.lineno))


def _defines(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        case ast.Assign() | ast.AnnAssign():
            targets: Iterable[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def _is_decorated(node: ast.stmt, name: str) -> bool:
    return any(isinstance(call.func, ast.Name) and call.func.id == name for call in _decorators(node))


def _decorators(node: ast.stmt) -> list[ast.Call]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    return [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]


def _part(node: ast.stmt) -> int | None:
    """The part of a check; None if it is none. A part that is no plain number counts for all."""
    for call in _decorators(node):
        if isinstance(call.func, ast.Name) and call.func.id == "check":
            for keyword in call.keywords:
                if keyword.arg == "part" and isinstance(keyword.value, ast.Constant):
                    return int(str(keyword.value.value))
    return None


def hidden_files(exercise: Exercise) -> dict[str, bytes]:
    """Everything of an exercise that a worker needs to judge it, by its name below the exercise's folder."""
    files = {path: path.read_bytes() for path in sorted(exercise.hidden.rglob("*.py"))}
    names = ["exercise.toml", stubs.STAMP]
    files |= {exercise.folder / name: (exercise.folder / name).read_bytes() for name in names}
    found = {Path(path).relative_to(exercise.folder).as_posix(): data for path, data in files.items()}
    return found | stubs.support(exercise)
