"""A program that differs from another one in a few definitions: the difference is laid over the base.

Definitions, methods and assignments replace those of the same name; new ones stand beside their neighbours in the
difference; imports are added. `del name` and `del Class.method` leave something of the base out. A class whose first
line ends with `# only what differs` keeps the other members of the base's class.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
from collections.abc import Callable, Sequence

ONLY = "# only what differs"


class OverlayError(Exception):
    """The difference does not fit its base. The message is one sentence."""


@dataclasses.dataclass(frozen=True)
class SourceLine:
    """A line of a program, and the line of the difference that it was written in; 0: it is the base's."""

    text: str
    origin: int = 0


@dataclasses.dataclass(frozen=True)
class _Statement:
    """A statement with the blank lines and comments in front of it. `key`: what it defines, or what it says."""

    key: str
    lead: tuple[SourceLine, ...]
    body: tuple[SourceLine, ...]
    node: ast.stmt


def lay_over(base: Sequence[SourceLine], difference: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the base with the difference laid over it. Raises SyntaxError or OverlayError."""
    pieces, rest = _split(base, _parse(base).body)
    difference = [SourceLine(""), SourceLine(""), *difference]
    changes, more = _split(difference, _parse(difference).body)
    for change in changes:
        for target in _left_out(change.node):
            pieces = _without(pieces, ast.unparse(target))
    imports = [change for change in changes if isinstance(change.node, (ast.Import, ast.ImportFrom))]
    pieces = _with_imports(pieces, imports)
    return _joined(_placed(pieces, [change for change in changes if change not in imports])) + rest + _comments(more)


def _parse(lines: Sequence[SourceLine]) -> ast.Module:
    return ast.parse("\n".join(line.text for line in lines))


def _split(
    lines: Sequence[SourceLine], nodes: Sequence[ast.stmt], at: int = 0
) -> tuple[list[_Statement], list[SourceLine]]:
    """Return the pieces of these statements from line `at` (counted from 0) on, and the lines behind them."""
    pieces = []
    for node in nodes:
        begin = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
        end = node.end_lineno or node.lineno
        if begin < at:
            raise OverlayError(f"two statements share a line: {lines[begin].text.strip()!r}")
        pieces.append(_Statement(_key(node), tuple(lines[at:begin]), tuple(lines[begin:end]), node))
        at = end
    return pieces, list(lines[at:])


def _key(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case ast.Expr(value=ast.Constant()):
            return '"""'
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return "__main__"
    return ast.unparse(node)


def _left_out(node: ast.stmt) -> list[ast.expr]:
    """What a `del` names."""
    targets = node.targets if isinstance(node, ast.Delete) else []
    return [name for target in targets for name in (target.elts if isinstance(target, ast.Tuple) else [target])]


def _without(pieces: list[_Statement], name: str) -> list[_Statement]:
    owner, _, member = name.partition(".")
    if member:
        return _changed(pieces, owner, lambda members: _without(members, member))
    kept = [_without_import(piece, name) for piece in pieces if piece.key != name]
    found = [piece for piece in kept if piece is not None]
    if found == pieces:
        raise OverlayError(f"`del {name}`, but there is no {name} to leave out")
    return found


def _without_import(piece: _Statement, name: str) -> _Statement | None:
    """The piece, which imports no `name` any more; None: it imports nothing else."""
    if not isinstance(piece.node, (ast.Import, ast.ImportFrom)):
        return piece
    names = [alias for alias in piece.node.names if (alias.asname or alias.name) != name]
    if len(names) == len(piece.node.names):
        return piece
    if not names:
        return None
    module = (
        f"from {'.' * piece.node.level}{piece.node.module or ''} " if isinstance(piece.node, ast.ImportFrom) else ""
    )
    node = ast.parse(f"{module}import {', '.join(map(ast.unparse, names))}").body[0]
    return _Statement(ast.unparse(node), piece.lead, (SourceLine(ast.unparse(node)),), node)


def _changed(
    pieces: list[_Statement], name: str, change: Callable[[list[_Statement]], list[_Statement]]
) -> list[_Statement]:
    """Return the pieces with other members in the class `name`."""
    found = next((piece for piece in pieces if piece.key == name), None)
    if found is None or not isinstance(found.node, ast.ClassDef):
        raise OverlayError(f"there is no class {name} of which anything could be kept")
    head, members = _members(found)
    new = dataclasses.replace(found, body=(*head, *_joined(change(members))))
    return [new if piece is found else piece for piece in pieces]


def _members(piece: _Statement) -> tuple[list[SourceLine], list[_Statement]]:
    """The first lines of a class, and its members."""
    lines = list(piece.body)
    node = _parse(lines).body[0]
    assert isinstance(node, ast.ClassDef)
    at = node.body[0].lineno - 1
    if at == 0:
        raise OverlayError(f"the members of class {node.name} stand in its first line")
    while not lines[at - 1].text.strip() or lines[at - 1].text.lstrip().startswith(("#", "@")):
        at -= 1
    return lines[:at], _split(lines, node.body, at)[0]


def _with_imports(pieces: list[_Statement], imports: list[_Statement]) -> list[_Statement]:
    there = [place for place, piece in enumerate(pieces) if isinstance(piece.node, (ast.Import, ast.ImportFrom))]
    known = {pieces[place].key for place in there}
    new = [each for each in imports if each.key not in known]
    first = next((place for place, piece in enumerate(pieces) if piece.key != '"""'), len(pieces))
    last = max(there, default=first - 1)
    future = [each for each in new if each.key.startswith("from __future__")]
    others = [each for each in new if each not in future]
    return [*pieces[:first], *future, *pieces[first : last + 1], *others, *pieces[last + 1 :]]


def _placed(pieces: Sequence[_Statement], changes: Sequence[_Statement]) -> list[_Statement]:
    """Put each change in the place of what it replaces; a new one behind the change before it, or before the next."""
    found = list(pieces)
    waiting: list[_Statement] = []  # new ones with no change before them
    behind: int | None = None  # the place of the change before
    for change in changes:
        place = next((n for n, piece in enumerate(found) if piece.key == change.key), None)
        if isinstance(change.node, ast.Delete):
            continue
        if place is not None:
            found[place : place + 1] = [*waiting, _replaced(found[place], change)]
            behind, waiting = place + len(waiting), []
        elif behind is None:
            waiting.append(change)
        else:
            behind += 1
            found.insert(behind, change)
    head = max((n for n, piece in enumerate(found, start=1) if _is_head(piece)), default=0)
    return [*found[:head], *waiting, *found[head:]]


def _replaced(old: _Statement, change: _Statement) -> _Statement:
    if isinstance(change.node, ast.ClassDef) and change.body[0].text.rstrip().endswith(ONLY):
        _, [first, *others] = _members(change)
        spaced = dataclasses.replace(first, lead=(SourceLine(""), *first.lead))
        return _changed([old], change.key, functools.partial(_placed, changes=[spaced, *others]))[0]
    return dataclasses.replace(change, lead=(*old.lead, *_comments(change.lead)))


def _is_head(piece: _Statement) -> bool:
    return piece.key == '"""' or isinstance(piece.node, (ast.Import, ast.ImportFrom))


def _comments(lines: Sequence[SourceLine]) -> list[SourceLine]:
    return [line for line in lines if line.text.strip()]


def _joined(pieces: Sequence[_Statement]) -> list[SourceLine]:
    return [line for piece in pieces for line in (*piece.lead, *piece.body)]
