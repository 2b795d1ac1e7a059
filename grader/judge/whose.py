"""Whose fault is an exception that was born in no code of the learner's? What the player says of it is only reported.

On a line of the check it is the learner's, if that line goes on with something that came of their code: it was None, or
a coroutine, or a task. Else it is a fault of the check's own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.judge.evidence import Born, Span
from grader.judge.scenarios import Scenario


def tripped_over(born: Born, scenario: Scenario) -> str | None:
    """What of the learner's the check's line went on with, as a sentence; None if with nothing of theirs."""
    if born.span is None:
        return None
    tree = ast.parse(scenario.source)
    node = _at(tree, born.span)
    learners = _of_the_learner(tree)
    if node is None or not _names(node) & learners:
        return None
    kinds = dict(born.kinds)
    used = _names(node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node) & learners - {"kata"}
    known = [f"`{name}` was {kinds[name]}" for name in sorted(used) if name in kinds]
    text = ast.unparse(node).splitlines()[0].removesuffix(":")
    told = f"The check went on with what your code gave it: `{text[:120]}`."
    return f"{told} There, {' and '.join(known)}." if known else told


def _at(tree: ast.Module, span: Span) -> ast.AST | None:
    """The smallest part of a program that covers a span."""
    line, last, column, end = span
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.expr, ast.stmt))
        and (node.lineno, node.col_offset) <= (line, column)
        and (node.end_lineno or 0, node.end_col_offset or 0) >= (last, end)
    ]
    return found[-1] if found else None  # walked from the outside in


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _of_the_learner(tree: ast.Module) -> set[str]:
    """The names that something of the learner's may stand behind: `kata`, and all that was made with it."""
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    defined = {node.name: node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    found, before = {"kata"}, 0
    while len(found) > before:
        before = len(found)
        for node in ast.walk(tree):
            for source, names in _flows(node, defined):
                if _names(source) & found:
                    found |= names - imported
    return found


def _flows(
    node: ast.AST, defined: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
) -> Iterator[tuple[ast.AST, set[str]]]:
    """From what to which names something goes here."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield value, set().union(*map(_names, targets))
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
            yield value, _names(target)
        case ast.NamedExpr(target=target, value=value):
            yield value, _names(target)
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            yield value, _names(target)
        case ast.comprehension(target=target, iter=value):
            yield value, _names(target)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield value, _names(target)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield ast.Module(node.body, []), {name}
        case ast.Try(body=body, handlers=handlers):
            yield ast.Module(body, []), {handler.name for handler in handlers if handler.name}
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in defined:
            given = ast.Tuple([*arguments, *(keyword.value for keyword in node.keywords)])
            yield given, {argument.arg for argument in ast.walk(defined[name].args) if isinstance(argument, ast.arg)}
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=arguments):
            yield ast.Tuple(list(arguments)), {name}
