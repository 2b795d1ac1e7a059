"""Rules about cancellation: who swallowed it, and who cancelled a task and did not wait for its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnosis import errors
from grader.diagnosis.code import Code, within
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import About, Unmet

Found = tuple[str, Place | None] | None

_ABOUT_AN_END = (About.LEFT_OVER, About.TOO_FEW_CANCELLED, About.CLEANUP_SKIPPED, About.CLEANUP_CUT_OFF)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def it_swallowed(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A cancelled task ended as if nothing had happened, or was at work when all was over, and not cleaning up."""
    for seen in evidence.swallowed:
        return "cancellation-swallowed", _where_it_is_caught(seen.what, code) or seen.at
    for task in evidence.not_ended:
        if task.told and not any(_in_a_clean_up(at, code) for at in task.frames):
            return "cancellation-swallowed", _where_it_is_caught(task.of, code) or next(iter(task.frames), task.at)
    return None


def it_turned(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A cancelled task caught its CancelledError and raised something else, and that is what came out."""
    if unmet is None or unmet.about not in (About.ERROR, About.UNEXPECTED_ERROR) or evidence.error is None:
        return None
    others = evidence.born is not None and evidence.born.span is not None
    if others or errors.is_a_services(evidence.error, evidence):  # what was cancelled raised it by itself
        return None
    for seen in evidence.turned:
        same = seen.error is not None and seen.error.types == evidence.error.types
        if same and (at := _where_it_is_caught(seen.what, code)):
            return "cancellation-swallowed", at
    return None


def it_cancelled_again(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """The learner's code cancelled a task a second time, while that was cleaning up."""
    if unmet is None or (unmet.about is not About.CLEANUP_CUT_OFF and unmet.mistake != "cancel-not-awaited"):
        return None
    return next((("cancelled-again", seen.at) for seen in evidence.cancelled_again), None)


def it_did_not_wait(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """The learner's code cancelled a task, and all was over before that task was."""
    if unmet is None or not (unmet.about in _ABOUT_AN_END or evidence.left_over):
        return None
    return next((("cancel-not-awaited", task.at) for task in evidence.not_ended if task.at), None)


def _in_a_clean_up(at: Place, code: Code) -> bool:
    """Whether a line belongs to an `except`, a `finally`, or the end of an `async with`."""
    for node in ast.walk(code.tree(at[0])):
        if isinstance(node, (ast.Try, ast.TryStar)):
            after: list[ast.ExceptHandler | ast.stmt] = [*node.handlers, *node.finalbody]
            if any(part.lineno <= at[1] <= (part.end_lineno or 0) for part in after):
                return True
        elif isinstance(node, ast.AsyncWith) and node.lineno <= at[1] < max(node.body[0].lineno, node.lineno + 1):
            return True
    return False


def _where_it_is_caught(of: str, code: Code) -> Place | None:
    """The line that keeps a CancelledError: in the function that the task ran, else anywhere."""
    name = of.rpartition(".")[2]
    everywhere = list(code.nodes())
    own = [(file, node) for file, node in everywhere if getattr(node, "name", "") == name]
    places = ((file, line) for file, node in [*own, *everywhere] for line in _keeping_lines(node))
    return next((at for at in places if code.ran(at)), None)


def _keeping_lines(root: ast.AST) -> Iterator[int]:
    for node in ast.walk(root):
        if isinstance(node, ast.Try):
            yield from (handler.lineno for handler in node.handlers if _keeps(handler))
            yield from _ways_out(node.finalbody)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for call in (item.context_expr for item in node.items):
                if isinstance(call, ast.Call) and _last(call.func) == "suppress" and any(map(_holds_it, call.args)):
                    yield node.lineno


def _keeps(handler: ast.ExceptHandler) -> bool:
    return (handler.type is None or _holds_it(handler.type)) and not _raises_it_again(handler)


def _raises_it_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and (
        last.exc is None or (isinstance(last.exc, ast.Name) and last.exc.id == handler.name)
    )


def _holds_it(kind: ast.expr) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(_last(each) in ("BaseException", "CancelledError") for each in kinds)


def _last(name: ast.expr) -> str:
    return ast.unparse(name).rpartition(".")[2]


def _ways_out(statements: list[ast.stmt]) -> Iterator[int]:
    """Lines of a `finally` that leave it by themselves: what was being raised is gone then."""
    leaving = (ast.Return, ast.Break, ast.Continue)
    inside = within(ast.Module(statements, []), *_LOOPS, *_FUNCTIONS)
    return (node.lineno for node in inside if isinstance(node, leaving))
