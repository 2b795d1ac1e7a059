"""State that several runs share: the answer of one comes out for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from grader.diagnosis.code import Code
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import About, Unmet
from grader.judge.world import MADE_UP
from grader.wire import pack

Found = tuple[str, Place | None] | None


def it_mixed_the_runs(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """What belongs to one who asked was given to another, or asked for another, and the code keeps what they share."""
    if unmet is None or unmet.about not in (About.RESULT, About.CONDITION):
        return None
    if _asked_for_others(evidence) or (unmet.values is not None and _another_ones(*unmet.values)):
        place = kept_for_all(code)
        return ("shared-state", place) if place else None
    return None


def _asked_for_others(evidence: Evidence) -> bool:
    """Whether a question was made of what belongs into several, or asked twice in place of another one."""
    due: dict[str, list[frozenset[str]]] = {}
    for one in evidence.due:
        words = frozenset(MADE_UP.findall(repr(dict(one.args))))
        if words and words not in due.setdefault(one.service, []):
            due[one.service].append(words)
    for service, wanted in due.items():
        asked = [frozenset(MADE_UP.findall(repr(call.args))) for call in evidence.calls if call.name == service]
        known = frozenset().union(*wanted)
        mixed = any(words <= known and not any(words <= one for one in wanted) for words in asked if words)
        twice = len(asked) == len(wanted) and set(asked) < set(wanted)
        if len(wanted) > 1 and (mixed or twice):
            return True
    return False


def _another_ones(seen: Any, expected: Any) -> bool:
    if not (isinstance(seen, (list, tuple)) and isinstance(expected, (list, tuple)) and len(seen) == len(expected)):
        return False
    came, wanted = [repr(pack(value)) for value in seen], [repr(pack(value)) for value in expected]
    if len(set(wanted)) == len(wanted) > len(set(came)) and set(came) <= set(wanted):
        return True
    words = [(set(MADE_UP.findall(one)), set(MADE_UP.findall(other))) for one, other in zip(came, wanted, strict=True)]
    of_others = [one - other for one, other in words if one != other]
    return any(of_others) and set().union(*of_others) <= set().union(*(other for _, other in words))


def kept_for_all(code: Code) -> Place | None:
    """The first line that ran of those that keep something for everyone who asks."""
    return next(filter(code.ran, _kept_for_all(code)), None)


def _kept_for_all(code: Code) -> Iterator[Place]:
    """Lines in functions that write to a global, to an attribute, or into something of the module."""
    for file in code:
        tree = code.tree(file)
        yield from ((file, line) for line in _of_the_class(tree))
        of_the_module = {name.id for line in tree.body for name in _targets(line) if isinstance(name, ast.Name)}
        for function in ast.walk(tree):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and function.name != "__init__":
                inside = [node for node in ast.walk(function) if not _sets_a_mark(node)]
                own = {name for node in inside if isinstance(node, ast.Global) for name in node.names}
                for target in (target for node in inside for target in _targets(node)):
                    if _writes_to_all(target, own, of_the_module):
                        yield file, target.lineno


def _of_the_class(tree: ast.Module) -> Iterator[int]:
    """Lines that give a class a list, a dict or a set that its methods use by way of `self`: all objects share it."""
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        own = {ast.unparse(target) for node in ast.walk(kind) for target in _targets(node)}
        used = {ast.unparse(node.value) for node in ast.walk(kind) if isinstance(node, (ast.Subscript, ast.Attribute))}
        for line in kind.body:
            value = line.value if isinstance(line, (ast.Assign, ast.AnnAssign)) else None
            if value is not None and ast.unparse(value) in ("{}", "[]", "dict()", "list()", "set()"):
                names = (f"self.{ast.unparse(name)}" for name in _targets(line))
                yield from (line.lineno for name in names if name in used and name not in own)


def _sets_a_mark(node: ast.AST) -> bool:
    """`self.closed = True` keeps nothing of a run."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)


def _writes_to_all(target: ast.expr, declared: set[str], of_the_module: set[str]) -> bool:
    if isinstance(target, ast.Name):
        return target.id in declared
    if isinstance(target, ast.Subscript):
        return isinstance(target.value, ast.Attribute) or ast.unparse(target.value) in of_the_module
    return isinstance(target, ast.Attribute)


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    """What an assignment writes to, one by one."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        yield node.target
