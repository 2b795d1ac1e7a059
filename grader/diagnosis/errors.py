"""Rules about what was raised: by whom, in whose place, and out of which group."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from grader.diagnosis.code import FUNCTIONS, Code, within
from grader.judge.evidence import Evidence, Failure, Place
from grader.judge.unmet import About, Unmet
from grader.judge.world import MADE_UP

Found = tuple[str, Place | None] | None

_RAISED = (About.UNEXPECTED_ERROR, About.ERROR)


def is_a_services(error: Failure, evidence: Evidence) -> bool:
    """Whether an error is one that a service gave as its reply."""
    failed = (call.reply for call in evidence.calls if call.outcome == "failed" and call.reply)
    return any(error.type == reply[0] and error.text == str(reply[1]) for reply in failed)


def it_raised_a_group(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A group of errors came out. What is in it decides: a service's error, a closed generator, or another fault."""
    error = evidence.error
    if error is None or unmet is None or unmet.about not in _RAISED or "BaseExceptionGroup" not in error.types:
        return None
    found = list(leaves(error))
    if any("GeneratorExit" in leaf.types for leaf in found):
        return "yield-in-group", _yield_in_a_group(error.place, code) or error.place
    wanted = _wanted(unmet)
    for leaf in found:
        if wanted in leaf.types or is_a_services(leaf, evidence) or not leaf.frames or not leaf.types:
            continue
        if {"CancelledError", "TimeoutError"} & set(leaf.types):
            continue
        if leaf.type in FAULTS:
            return "unhandled-error", leaf.place
    return "group-not-caught", next((at for at in _places(error) if _holds_a_group(at, code)), error.place)


# What Python raises if code is wrong. No one raises these to tell a caller something.
FAULTS = {"AttributeError", "NameError", "UnboundLocalError", "TypeError", "IndexError", "ZeroDivisionError"}


def leaves(error: Failure) -> Iterator[Failure]:
    """The errors in a group, or the error itself."""
    if not error.inner:
        yield error
    for inner in error.inner:
        yield from leaves(inner)


def _places(error: Failure) -> Iterator[Place]:
    yield from (frame[:2] for frame in reversed(error.frames))


def _wanted(unmet: Unmet) -> str:
    """The class of the error that should have come out."""
    return unmet.expected.removeprefix("raised ").partition(" ")[0] if unmet.about is About.ERROR else ""


def _groups(code: Code) -> Iterator[tuple[str, ast.AsyncWith]]:
    for file, node in code.nodes():
        if isinstance(node, ast.AsyncWith) and any("TaskGroup" in ast.unparse(item) for item in node.items):
            yield file, node


def _holds_a_group(at: Place, code: Code) -> bool:
    return any(file == at[0] and node.lineno == at[1] for file, node in _groups(code))


def _yield_in_a_group(at: Place | None, code: Code) -> Place | None:
    """The first `yield` that ran inside a TaskGroup; the group at `at` first."""
    groups = sorted(_groups(code), key=lambda item: at is None or item[1].lineno != at[1])
    for file, group in groups:
        for inner in ast.walk(group):
            if isinstance(inner, (ast.Yield, ast.YieldFrom)) and code.ran((file, inner.lineno)):
                return file, inner.lineno
    return None


def it_caught_a_timeout_inside(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A TimeoutError came out of `async with asyncio.timeout(…)`, and the `except` for it stands inside that block."""
    error = evidence.error
    if error is None or unmet is None:
        return None
    for at in (place for leaf in leaves(error) if "TimeoutError" in leaf.types for place in _places(leaf)):
        for node in ast.walk(code.tree(at[0])):
            if isinstance(node, ast.AsyncWith) and node.lineno == at[1] and "timeout" in ast.unparse(node.items[0]):
                for inner in itertools.chain(*map(ast.walk, node.body)):
                    if (
                        isinstance(inner, ast.ExceptHandler)
                        and inner.type
                        and "TimeoutError" in ast.unparse(inner.type)
                    ) and not _has_a_timeout(node.body, inner):
                        return "timeout-caught-inside", (at[0], inner.lineno)
    return None


def _has_a_timeout(body: list[ast.stmt], handler: ast.ExceptHandler) -> bool:
    """Whether the `try` of a handler has a time limit of its own in it: then the handler may be for that one."""
    for node in itertools.chain(*map(ast.walk, body)):
        if isinstance(node, ast.Try) and handler in node.handlers:
            inside = itertools.chain(*map(ast.walk, node.body))
            return any(isinstance(n, ast.Call) and re.search(r"timeout|wait_for", ast.unparse(n.func)) for n in inside)
    return False


def it_raised_something_else(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """Another error came out than the one that was due: it took its place, or it should have been replaced itself."""
    error = evidence.error
    if error is None or unmet is None or unmet.about not in _RAISED:
        return None
    if unmet.about is About.ERROR:
        wanted = _wanted(unmet)
        replies = [call.reply for call in evidence.calls if call.outcome == "failed" and call.reply]
        expired = wanted == "TimeoutError" and evidence.expired and error.type not in FAULTS
        should_come_out = bool(expired) or any(wanted in ("", reply[0]) for reply in replies)
        if is_a_services(error, evidence) and not should_come_out:
            return "error-let-through", error.frames[0][:2] if error.frames else error.place
        if any(f"'{reply[0]}' object" in error.text for reply in replies) and (at := return_exceptions(code)):
            return "error-as-answer", at  # what came out is that something was done with it
        if should_come_out:
            return "error-replaced", raised_again(error.place, code) or error.place
    if "CancelledError" in error.types:
        return "cancelled-work-raised", error.place
    return "unhandled-error", raised_again(error.place, code) or error.place


def it_made_another(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service failed, and a `raise` of the learner's made another error of that."""
    failed = {call.reply[0] for call in evidence.calls if call.outcome == "failed" and call.reply}
    handlers = (node for _, node in code.nodes() if isinstance(node, ast.ExceptHandler))
    caught = {node for handler in handlers for node in within(handler, *FUNCTIONS)}
    for file, node in code.nodes():
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and (node.cause or node in caught):
            at = (file, node.lineno)
            if failed and code.ran(at) and not code.is_given(at) and ast.unparse(node.exc.func) not in failed:
                return "error-replaced", at
    return None


def it_kept_an_error(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service failed, and who called the learner's code was never told of it."""
    if unmet is None or unmet.about not in (About.ERROR, About.RESULT) or evidence.error is not None:
        return None
    failed = {word for call in evidence.calls if call.outcome == "failed" for word in MADE_UP.findall(repr(call.reply))}
    seen, expected = ({*MADE_UP.findall(repr(value))} for value in unmet.values or ("", ""))
    if unmet.about is About.RESULT and not failed & expected - seen:  # those were not told
        return None
    if not any(call.outcome == "failed" for call in evidence.calls):
        return None
    at = where_it_is_kept(_wanted(unmet), code)
    return ("error-swallowed", at) if at or unmet.about is About.ERROR else None


def where_it_is_kept(wanted: str, code: Code) -> Place | None:
    """The line that ran and keeps an error of the class `wanted` for itself; "" is for any."""
    keeping = [
        ((file, node.lineno), ast.unparse(node.type) if node.type else "")
        for file, node in code.nodes()
        if isinstance(node, ast.ExceptHandler) and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    keeping = [(at, kinds) for at, kinds in keeping if code.ran(at)]
    suppressed = (
        (file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.With)
        and re.search(rf"suppress\(.*\b({wanted}|Exception)\b", code.line((file, node.lineno)))
    )
    keeping_on = (at for at in suppressed if code.ran(at))
    own = (at for at, kinds in keeping if not kinds or re.search(rf"\b({wanted}|Exception|BaseException)\b", kinds))
    calls = ((file, node) for file, node in code.nodes() if isinstance(node, ast.Call))
    looked = ((file, node.lineno) for file, node in calls if ast.unparse(node.func).endswith(".exception"))
    read = (at for at in looked if code.ran(at))
    kept = next(itertools.chain(own, keeping_on, (at for at, _ in keeping), read), None)
    return kept or return_exceptions(code)


def return_exceptions(code: Code) -> Place | None:
    """The line that says `return_exceptions=True`, if it ran."""
    named = ((file, node) for file, node in code.nodes() if isinstance(node, ast.keyword))
    return next(
        (
            (file, node.lineno)
            for file, node in named
            if node.arg == "return_exceptions" and code.ran((file, node.lineno))
        ),
        None,
    )


def raised_again(at: Place | None, code: Code) -> Place | None:
    """The line at which an `except` around a place raised what came from there."""
    if at is None:
        return None
    tries = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, ast.Try)]
    around = [node for node in tries if any(part.lineno <= at[1] <= (part.end_lineno or 0) for part in node.body)]
    ends = ((at[0], handler.body[-1]) for node in reversed(around) for handler in node.handlers)
    places = ((file, end.lineno) for file, end in ends if isinstance(end, ast.Raise))
    return next((place for place in places if code.ran(place)), None)


def yields_while_closing(code: Code) -> Place | None:
    """The first `yield` on the way of a generator that is being closed."""
    for file, node in code.nodes():
        if isinstance(node, ast.Try):
            caught = [handler for handler in node.handlers if _catches_closing(handler)]
            for inner in itertools.chain(*map(ast.walk, [*node.finalbody, *caught])):
                if isinstance(inner, (ast.Yield, ast.YieldFrom)) and code.ran((file, inner.lineno)):
                    return file, inner.lineno
            kept = [handler for handler in caught if not isinstance(handler.body[-1], (ast.Raise, ast.Return))]
            function = code.function_at((file, node.lineno))
            after = (inner for inner in ast.walk(function or node) if isinstance(inner, (ast.Yield, ast.YieldFrom)))
            lines = [inner.lineno for inner in after if inner.lineno > (node.end_lineno or 0)]
            if kept and lines and code.ran((file, lines[0])):
                return file, lines[0]
    return None


def _catches_closing(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(name in ast.unparse(handler.type) for name in ("GeneratorExit", "BaseException"))
