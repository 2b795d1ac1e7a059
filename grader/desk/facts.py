"""What the desk tells beside a verdict, as plain data: how a check was played, and remarks of lesser weight.

Times are simulated seconds. Calls are witnessed; tasks are reported by the player.
"""

from __future__ import annotations

import ast
from typing import Any

from grader.grading.job import JobResult
from grader.judge.world import peak
from grader.live.stage import LiveMatch

WEIGHTS = ("actionable", "informative", "celebratory")


def of_job(result: JobResult) -> dict[str, Any]:
    """Return `checks` (by id: title, seconds, peak, tasks) and `remarks` (line, text)."""
    checks = {}
    for outcome in result.outcomes:
        matches = [match for match in outcome.matches if not isinstance(match, LiveMatch)]
        if matches:
            checks[outcome.id] = {
                "title": outcome.spec.title,
                "seconds": round(sum(match.seconds for match in matches), 6),
                "peak": max(peak(match.evidence.calls) for match in matches),
                "tasks": sum(task.at is not None for match in matches for task in match.evidence.tasks),
            }
    written = result.job.sources.items()
    return {"checks": checks, "remarks": [remark for file, source in written for remark in remarks(file, source)]}


def remarks(file: str, source: str) -> list[list[Any]]:
    """Return remarks of lesser weight on an answer that passes: rows of file, line, weight, text.

    The weights are exercism's: essential, actionable, informative, celebratory. What is essential fails a check;
    here it is the other three.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    found: list[list[Any]] = []
    tree.body = [statement for statement in tree.body if not _is_the_demonstration(statement)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += _on_call(file, node)
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            text = "A bare `except:` catches cancellation as well. Name what you expect: `except Exception:`."
            found.append([file, node.lineno, "actionable", text])
        elif isinstance(node, ast.AsyncWith) and any(_is(i.context_expr, "asyncio", "TaskGroup") for i in node.items):
            text = "A TaskGroup: if one of its tasks fails, the others are cancelled, and none is left behind."
            found.append([file, node.lineno, "celebratory", text])
    first: dict[str, list[Any]] = {}  # each is said once, of the first line it is true of
    for row in sorted(found, key=lambda row: (WEIGHTS.index(row[2]), row[1])):
        first.setdefault(row[3], row)
    return list(first.values())


def _is_the_demonstration(statement: ast.stmt) -> bool:
    """Whether it is the `if __name__ == "__main__":` at the end, which was handed out and is no answer."""
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(statement.test)
    )


def _on_call(file: str, node: ast.Call) -> list[list[Any]]:
    keywords = {keyword.arg for keyword in node.keywords}
    if _is(node, "asyncio", "gather") and "return_exceptions" not in keywords:
        text = (
            "`gather` passes here. If one of them fails, it raises at once and the others run on without an owner: "
            "if that matters, use a TaskGroup (`async with asyncio.TaskGroup() as group:`)."
        )
        return [[file, node.lineno, "informative", text]]
    if _is(node, "asyncio", "ensure_future"):
        text = "`create_task` says what it does; `ensure_future` is for libraries that are handed any awaitable."
        return [[file, node.lineno, "actionable", text]]
    if _is(node, "asyncio", "get_event_loop"):
        text = "Inside a coroutine `asyncio.get_running_loop()` says what is meant, and fails if no loop runs."
        return [[file, node.lineno, "actionable", text]]
    if _is(node, "asyncio", "wait_for"):
        text = "For several awaits under one limit, `async with asyncio.timeout(…):` reads better than wait_for."
        return [[file, node.lineno, "informative", text]]
    return []


def _is(node: ast.AST, module: str, name: str) -> bool:
    """Whether a call is of `module.name`, or of a bare `name`."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr == name and isinstance(function.value, ast.Name) and function.value.id == module
    return isinstance(function, ast.Name) and function.id == name
