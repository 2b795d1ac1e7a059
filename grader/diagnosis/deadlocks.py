"""Rules about deadlocks: what everybody waits for, and why it never comes."""

from __future__ import annotations

import ast

from grader.diagnosis.code import Code
from grader.judge.evidence import Evidence, Place

Found = tuple[str, Place | None] | None


def it_was_not_told_of_an_error(evidence: Evidence, code: Code) -> Found:
    """A task has failed, its error was not read, and the others wait for what it was to do."""
    return next((("error-unread", seen.at) for seen in evidence.tasks_failed if seen.at), None)


def its_callback_failed(evidence: Evidence, code: Code) -> Found:
    """A callback has failed, and the others wait for what it was to do."""
    return next((("deadlock", seen.at) for seen in evidence.callbacks_failed if seen.at), None)


def it_kept_what_it_took(evidence: Evidence, code: Code) -> Found:
    """Tasks wait for a place or a lock, and the code that takes it does not give it back in every case."""
    for seen in evidence.waiting:
        if seen.at and _awaits(seen.at, "acquire", code) and not _in_a_finally("release", code):
            return "not-given-back", _called("release", code) or seen.at
    return None


def it_counted_off_too_little(evidence: Evidence, code: Code) -> Found:
    """A task waits in `queue.join()`, and not every path of the code calls `task_done()`."""
    for seen in evidence.waiting:
        if seen.at and _awaits(seen.at, "join", code) and not _in_a_finally("task_done", code):
            return "task-done-missing", _called("task_done", code) or seen.at
    return None


def it_stopped_reading(evidence: Evidence, code: Code) -> Found:
    """A task waits for room in a queue, and the one that read from it does so no more: where that one waited last."""
    if _in_a_finally("put", code) or not any(seen.at and _awaits(seen.at, "put", code) for seen in evidence.waiting):
        return None
    for lane in evidence.lanes.of("task"):
        last = next((span for span in reversed(lane.spans) if span.at), None)
        if last is None or last.what.endswith("Queue.put()"):  # it hands on what it reads
            continue
        if any(span.what.endswith("Queue.get()") for span in lane.spans if span is not last):
            return "deadlock", last.at
    return None


def _awaits(at: Place, method: str, code: Code) -> bool:
    """Whether `await something.method()` stands on this line, for what has such a method."""
    return any(
        isinstance(node, ast.Await) and node.lineno == at[1] and _calls(node.value, method)
        for node in ast.walk(code.tree(at[0]))
    )


def _in_a_finally(method: str, code: Code) -> bool:
    """Whether a `finally` calls it, whatever of."""
    parts = (part for _, node in code.nodes() if isinstance(node, (ast.Try, ast.TryStar)) for part in node.finalbody)
    return any(_calls(inner, method) for part in parts for inner in ast.walk(part))


def _called(method: str, code: Code) -> Place | None:
    """The first line that calls it, whatever of."""
    nodes = ((file, node) for file, node in code.nodes() if isinstance(node, ast.Call) and _calls(node, method))
    return next(((file, node.lineno) for file, node in nodes), None)


def _calls(node: ast.AST, method: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method


RULES = (
    it_kept_what_it_took,
    it_was_not_told_of_an_error,
    its_callback_failed,
    it_counted_off_too_little,
    it_stopped_reading,
)
