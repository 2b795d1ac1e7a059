"""The rules: which named mistake explains a failed check. They are asked in order, causes before symptoms."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.diagnosis import blocking, cancellation, deadlocks, order, sharing
from grader.diagnosis.names import MISTAKES, Name
from grader.exercise import symptoms
from grader.judge.evidence import Evidence, Failure, Place
from grader.judge.unmet import About, Unmet
from grader.judge.world import peak
from grader.verdict import Mistake
from grader.wire import AN_EXCEPTION, Opaque, pack

Route = tuple[Place, ...]
Found = tuple[str, Place | None] | None

_OUTSIDE_ASYNC = re.compile(r"'await' outside function|outside (of an )?async(hronous)? function")
# What hands a function over to somebody else who calls it -> where among its arguments the function stands.
_HANDS_OVER = {"to_thread": 0, "run_in_executor": 1, "submit": 0, "call_soon_threadsafe": 0, "call_soon": 0}

# Who waits so waits for other tasks only, and those are what has to be looked at.
_FOR_OTHERS = re.compile(r"\|(other tasks|the tasks of a TaskGroup|task .*|wait\(\)|wait_for\(\)|its (first )?turn)$")

_ENDS = {
    "polling": "polling", "flooded": "flooded", "spinning": "spinning",
    "asked_for_input": "asked-for-input", "silent": "blocked-outside", "left": "exited", "crashed": "exited",
    "rubbish": "tampered", "fork_server_ended": "tampered",
}  # fmt: skip


def diagnose(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str], folder: str = "") -> Mistake | None:
    """Return the mistake that explains why `unmet` does not hold.

    `sources` are the learner's files by name, `folder` is where the learner finds them.
    """
    for rule in _RULES:
        found = rule(evidence, unmet, sources)
        if found is not None:
            return _in_detail(_mistake(*found, sources, folder), found[1], evidence)
    return None


def _in_detail(mistake: Mistake, at: Place | None, evidence: Evidence) -> Mistake:
    """The mistake with what this match shows of it: what held the loop, for how long, and the advice that fits."""
    what, advice = "", ""
    if mistake.name == "blocking-call":
        what, advice = blocking.what_happened(evidence, at), blocking.advice(evidence, at)
    elif mistake.name == "cpu-in-the-loop" and evidence.computed:
        what = blocking.computed(evidence)
    elif mistake.name == "wrong-loop" and evidence.error is not None and "is closed" in evidence.error.text:
        return dataclasses.replace(mistake, what=_LOOP_CLOSED.what, advice=_LOOP_CLOSED.advice)
    return dataclasses.replace(mistake, what=f"{mistake.what} {what}".rstrip(), advice=advice or mistake.advice)


# What Python calls a closed loop is a thing that outlived its own: nobody has taken it to another one yet.
_LOOP_CLOSED = Name(
    "Something was used after the event loop that it belongs to had ended: `asyncio.run` closes its loop.",
    "Make it, use it and close it inside one `asyncio.run`. A second run has another loop, and nothing of the first "
    "one works in it.",
)


def _mistake(name: str, at: Place | None, sources: Mapping[str, str], folder: str) -> Mistake:
    file, line = at if at is not None and at[1] > 0 else (None, None)
    words = MISTAKES[name]
    path = "/".join(part for part in (folder, file or next(iter(sources), "")) if part)
    return Mistake(
        name, file, line, _source_line(at, sources).strip(), words.what, words.advice.replace("{path}", path)
    )


def _source_line(at: Place | None, sources: Mapping[str, str]) -> str:
    if at is None:
        return ""
    lines = sources.get(at[0], "").splitlines()
    return lines[at[1] - 1] if 0 < at[1] <= len(lines) else ""


# --- how the match ended -------------------------------------------------------------------------------


def _it_ended(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if evidence.end == "syntax":
        if "except* block" in str(evidence.detail.get("text", "")):
            return "leaves-except-star", evidence.at
        outside = _OUTSIDE_ASYNC.search(str(evidence.detail.get("text", "")))
        outside = outside or re.search(r"\basync\s+lambda\b", _source_line(evidence.at, sources))
        return "await-outside-async" if outside else "syntax-error", evidence.at
    if evidence.end == "import" and evidence.error is not None:
        if "SystemExit" in evidence.error.types:
            return "exited", evidence.at
        return _from_words(evidence.error) or "import-failed", evidence.at
    if evidence.end in ("deadlock", "runaway"):
        if evidence.wrong_thread:
            return "wrong-thread", evidence.wrong_thread[0].at
        if evidence.extra_loops and any(
            "Cannot enter into task" in str(seen.error) for seen in evidence.callbacks_failed
        ):
            return "extra-loop", evidence.extra_loops[0].at  # nested by a trick, which CPython 3.14 no longer lets pass
        if found := cancellation.it_swallowed(evidence, unmet, sources):
            return found
        if evidence.shield_left:
            return "shield-orphan", evidence.shield_left[0].at
        if evidence.threads_died:
            return _it_left_an_error_unread(evidence, unmet, sources)
        if evidence.never_awaited:
            return "never-awaited", _never_awaited_at(evidence, sources)
        if evidence.unowned:  # what everybody waits for was in a task that is gone
            return "task-unowned", evidence.unowned[0].at
        if evidence.end == "deadlock":
            for rule in deadlocks.RULES:
                if found := rule(evidence, sources):
                    return found
        places = [seen.at for seen in evidence.waiting if seen.at]
        holding = [seen.at for seen in evidence.waiting if seen.at and seen.text]
        inner = [seen.at for seen in evidence.waiting if seen.at and not _FOR_OTHERS.search(seen.what)]
        at = next(iter([*holding, *inner, *places]), None)
        sleeps = evidence.end == "runaway" and "sleep(" in _source_line(at, sources)
        return "polling" if sleeps else "deadlock", at
    if evidence.end in _ENDS:
        polled = next((seen.at for seen in evidence.polling if seen.at), None) if evidence.end == "polling" else None
        return _ENDS[evidence.end], evidence.at or polled
    return None


def _from_words(error: Failure) -> str | None:
    for words in _all_words(error):
        for pattern, name in symptoms.patterns():
            if re.search(pattern, words):
                return name
    return None


def _all_words(error: Failure) -> Iterator[str]:
    yield f"{error.type}: {error.text}"
    for inner in error.inner:
        yield from _all_words(inner)


def _it_raised(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    error = evidence.error
    if error is None or unmet is None or unmet.about not in (About.UNEXPECTED_ERROR, About.ERROR):
        return None
    if "SystemExit" in error.types or "KeyboardInterrupt" in error.types:
        return "exited", error.place
    if "'<' not supported" in error.text and re.search(r"heap|\bput", _source_line(error.place, sources)):
        return "heap-tie", error.place
    if name := _from_words(error):
        if name == "wrong-loop" and evidence.extra_loops:
            return "extra-loop", evidence.extra_loops[0].at
        if name == "yield-while-closing":
            return name, error.place or _yields_while_closing(sources)
        return name, _never_awaited_at(evidence, sources) or error.place if name == "never-awaited" else error.place
    if "unhashable type: 'list'" in error.text and "gather(" in _source_line(error.place, sources):
        return "not-a-coroutine", error.place
    if "can only join an iterable" in error.text and "async for" in _source_line(error.place, sources):
        return "wrong-protocol", error.place
    if "is not callable" in error.text and (at := _hands_over_a_result(sources)):
        return "called-too-early", at
    if "BaseExceptionGroup" in error.types:
        return "group-not-caught", error.place
    return None


def _it_raised_something_else(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if evidence.error is not None and unmet is not None and unmet.about in (About.UNEXPECTED_ERROR, About.ERROR):
        if unmet.about is About.ERROR and any(call.outcome == "failed" for call in evidence.calls):
            return "error-replaced", evidence.error.place
        cancelled = "CancelledError" in evidence.error.types
        return "cancelled-work-raised" if cancelled else "unhandled-error", evidence.error.place
    return None


def _it_kept_an_error(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    """A service failed, and whoever called the learner's code never heard of it."""
    if unmet is None or unmet.about is not About.ERROR or evidence.error is not None:
        return None
    if not any(call.outcome == "failed" for call in evidence.calls):
        return None
    keeping = [
        ((file, node.lineno), ast.unparse(node.type) if node.type else "")
        for file, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ExceptHandler) and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    wanted = unmet.expected.removeprefix("raised ").partition(" ")[0]  # the class that should have come out
    own = (at for at, kinds in keeping if not kinds or re.search(rf"\b({wanted}|Exception|BaseException)\b", kinds))
    return "error-swallowed", next(own, None) or next((at for at, _ in keeping), None)


def _yields_while_closing(sources: Mapping[str, str]) -> Place | None:
    """The first `yield` that stands where a generator that is being closed comes by."""
    for file, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Try):
                caught = [handler for handler in node.handlers if _catches_closing(handler)]
                for inner in itertools.chain(*map(ast.walk, [*node.finalbody, *caught])):
                    if isinstance(inner, (ast.Yield, ast.YieldFrom)):
                        return file, inner.lineno
    return None


def _catches_closing(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(name in ast.unparse(handler.type) for name in ("GeneratorExit", "BaseException"))


def _hands_over_a_result(sources: Mapping[str, str]) -> Place | None:
    """Where something that is to run in a thread is called instead of handed over: `to_thread(f(x))`."""
    return next((at for at, handed in _handed_over(sources) if isinstance(handed, ast.Call)), None)


def _handed_over(sources: Mapping[str, str]) -> Iterator[tuple[Place, ast.expr]]:
    """What the learner's code hands to a thread or a loop to be called, and where."""
    for file, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                place = _HANDS_OVER.get(ast.unparse(node.func).rpartition(".")[2])
                if place is not None and len(node.args) > place:
                    yield (file, node.args[place].lineno), node.args[place]


# --- what was seen while it ran ------------------------------------------------------------------------


def _never_awaited_at(evidence: Evidence, sources: Mapping[str, str]) -> Place | None:
    """Where a coroutine was made that nobody awaited. One made in a pool's thread was made by what handed it over."""
    made = next((seen.at for seen in evidence.never_awaited if seen.at), None)
    names = {seen.what.rpartition(".")[2] for seen in evidence.never_awaited}
    handed_over = (at for at, handed in _handed_over(sources) if ast.unparse(handed).rpartition(".")[2] in names)
    # Made by the scenario, which called the learner's function as plain code does: then its definition is the place.
    defined = (at for seen in evidence.never_awaited if (at := _definition(seen.what, sources)))
    return made or next(handed_over, None) or next(defined, None)


def _it_never_awaited(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    return ("never-awaited", _never_awaited_at(evidence, sources)) if evidence.never_awaited else None


def _it_handed_back_a_coroutine(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    kinds = {value.type for value in _opaques(evidence.result)}
    if "coroutine" in kinds:
        return "never-awaited", _never_awaited_at(evidence, sources)
    if kinds & {"Task", "Future", "_GatheringFuture"}:
        return "task-not-awaited", next((task.at for task in evidence.tasks if task.at), None)
    if "async_generator" in kinds:
        return "wrong-protocol", None
    if any(value.text == AN_EXCEPTION for value in _opaques(evidence.result)):
        return "error-as-answer", None
    return None


def _it_handed_on_a_coroutine(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    """A service was called with something that should have been awaited before."""
    for call in evidence.calls:
        kinds = {value.type for value in _opaques(call.args)}
        if "coroutine" in kinds:
            return "never-awaited", call.at
        if kinds & {"Task", "Future", "_GatheringFuture"}:
            return "task-not-awaited", call.at
    return None


def _opaques(value: Any) -> Iterator[Opaque]:
    if isinstance(value, Opaque):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _opaques(key)
            yield from _opaques(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _opaques(item)


def _seen(name: str, pick: Callable[[Evidence], list[Any]]) -> Callable[..., Found]:
    def rule(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
        found = pick(evidence)
        return (name, found[0].at) if found else None

    return rule


# --- what the expectation says -------------------------------------------------------------------------


def _the_check_names_it(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    """A check that knows the cause better than any rule could says so itself."""
    if unmet is None or not unmet.mistake:
        return None
    return unmet.mistake, unmet.at or _definition(unmet.function, sources)


def _definition(function: str, sources: Mapping[str, str]) -> Place | None:
    """Where the learner's code defines a function, told by its name or "Class.name"."""
    for file, source in sources.items():
        body: list[ast.stmt] = ast.parse(source).body
        found: ast.stmt | None = None
        for name in filter(None, function.split(".")):
            found = next((node for node in body if getattr(node, "name", None) == name), None)
            body = getattr(found, "body", [])
        if found is not None:
            return file, found.lineno
    return None


def _it_did_not_ask(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if unmet is None or evidence.end != "returned":
        return None
    asked = {call.name for call in evidence.calls}
    if unmet.about in (About.TOO_LONG, About.CAME_LATE, About.DEADLINE_MISSED) and not unmet.needs:
        return None  # whoever skips a call is early, not late
    if unmet.about in (About.THREAD_LEFT, About.LOOP_NOT_CLOSED, About.ERROR_UNREAD):
        return None  # that is seen, whatever was asked
    return None if asked and unmet.needs <= asked else ("answer-not-asked", None)


def _it_asks_again_and_again(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if unmet is None or unmet.about not in (About.TOO_LONG, About.CAME_LATE, About.PEAK_TOO_LOW, About.NOTE_TIMES):
        return None
    polled = _loop_around_a_sleep(sources)
    return None if polled is None else ("polling", polled)


def _it_was_limited(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    """Several calls flew together, but never more than a few: each later one started when another had ended."""
    if unmet is None or unmet.about not in (About.TOO_LONG, About.PEAK_TOO_LOW):
        return None
    groups = [[call for call in evidence.calls if call.name == name] for name in {call.name for call in evidence.calls}]
    if unmet.about is About.PEAK_TOO_LOW and unmet.service is None:
        groups.append(evidence.calls)  # of several services together
    for calls in groups:
        if len(calls) < 3 or peak(calls) < 2:
            continue
        first = min(call.start for call in calls)
        later = [call for call in calls if call.start > first + evidence.tolerance]
        ends = [call.end for call in calls if call.end is not None]
        if later and all(any(abs(call.start - end) <= evidence.tolerance for end in ends) for call in later):
            return "limit-too-low", later[0].at
    return None


def _it_took_turns(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if unmet is None or unmet.about not in (About.TOO_LONG, About.PEAK_TOO_LOW):
        return None
    calls = sorted((call for call in evidence.calls if call.ended is not None), key=lambda call: call.started)
    # A call that begins at the very instant another one ends waited for that one; a heartbeat only came later.
    waited = [(one, other) for other in calls for one in calls if one.ended == other.started and one is not other]
    for earlier, later in [*waited, *itertools.pairwise(calls)]:
        if earlier.ended is not None and later.started >= earlier.ended:
            return "sequential-awaits", _where_they_part(earlier.route, later.route, sources)
    return None


def _where_they_part(earlier: Route, later: Route, sources: Mapping[str, str]) -> Place | None:
    """The line that makes a later call wait for an earlier one: where their routes part, else the loop around both.

    What parts below a loop that awaits may well be two rounds of it.
    """
    shared: list[Place] = []
    for one, other in zip(earlier, later, strict=False):
        if one != other:
            return next((at for at in shared if _is_awaited_in_a_loop(at, sources)), other)
        shared.append(one)
    in_a_loop = [at for at in later if _stands_in_a_loop(at, sources)]
    around = (at for at in shared if _is_awaited_in_a_loop(at, sources))
    return next(around, None) or next(reversed(in_a_loop or later), None)


def _is_awaited_in_a_loop(at: Place, sources: Mapping[str, str]) -> bool:
    return any(
        isinstance(node, ast.Await) and node.lineno <= at[1] <= (node.end_lineno or 0)
        for repeated in _repeated(sources.get(at[0], ""), ast.For, ast.ListComp, ast.SetComp, ast.DictComp)
        for node in ast.walk(repeated)
    )


def _stands_in_a_loop(at: Place, sources: Mapping[str, str]) -> bool:
    return any(
        node.lineno <= at[1] <= (node.end_lineno or 0) for node in _repeated(sources.get(at[0], ""), ast.stmt, ast.expr)
    )


def _repeated(source: str, *kinds: type[ast.AST]) -> Iterator[ast.stmt | ast.expr]:
    """What runs again in each round of a loop of these kinds: not what a plain `for` goes through."""
    for loop in ast.walk(ast.parse(source)):
        if not isinstance(loop, kinds):
            continue
        if isinstance(loop, (ast.For, ast.AsyncFor, ast.While)):
            yield from loop.body
        if isinstance(loop, ast.AsyncFor):
            yield loop.iter
        if isinstance(loop, ast.While):
            yield loop.test
        if isinstance(loop, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            yield loop.elt
        if isinstance(loop, ast.DictComp):
            yield from (loop.key, loop.value)
        if isinstance(loop, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            yield from (part.iter for part in loop.generators if part.is_async)


def _loop_around_a_sleep(sources: Mapping[str, str]) -> Place | None:
    """The first `while not …:` around nothing but sleeps: a loop that looks instead of waiting to be told.

    A loop that awaits something else as well is no such loop: between its pauses it asks somebody else.
    """
    for file, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.While) and not isinstance(node.test, ast.Constant):
                awaited = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Await)]
                lines = [line.value for line in node.body if isinstance(line, ast.Expr)]  # a thread awaits nothing
                waits = awaited or (lines if len(lines) == len(node.body) else [])
                if waits and all(map(_is_a_sleep, waits)):
                    return file, waits[0].lineno
    return None


def _is_a_sleep(node: ast.expr) -> bool:
    return ast.unparse(node).partition("(")[0].endswith("sleep")


def _it_mixed_the_order(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if unmet is not None and unmet.about is About.ORDER:
        return "wrong-order", order.where_it_is_lost(sources)
    if unmet is not None and unmet.about in (About.RESULT, About.NOTES, About.OUTPUT) and unmet.values is not None:
        seen, expected = unmet.values
        if isinstance(seen, dict) and isinstance(expected, dict) and seen.keys() == expected.keys():
            seen, expected = list(seen.values()), list(expected.values())
        if isinstance(seen, (list, tuple)) and isinstance(expected, (list, tuple)) and seen != expected:
            key = lambda value: repr(pack(value))  # noqa: E731
            if sorted(map(key, seen)) == sorted(map(key, expected)):
                return "wrong-order", order.where_it_is_lost(sources)
    return None


def _it_came_late(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    if unmet is not None and unmet.about is About.NOTE_TIMES and unmet.values is not None:
        seen, expected = unmet.values
        if (
            seen
            and len(seen) == len(expected)
            and all(a >= b - evidence.tolerance for a, b in zip(seen, expected, strict=True))
        ):
            return "buffered-stream", None
    return None


def _it_left_an_error_unread(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    """A thread that ended with an error has its cause in the error's own words, where these tell."""
    for seen in [*evidence.unread, *evidence.threads_died]:
        said = _from_words(seen.error) if seen.error is not None and seen in evidence.threads_died else None
        return said or "error-unread", seen.at
    return None


_BY_EXPECTATION = {
    About.TOO_SHORT: "wait-skipped",
    About.TOO_LONG: "too-slow",
    About.TOO_FEW_CALLS: "wait-skipped",
    About.TOO_MANY_CALLS: "called-too-often",
    About.PEAK_TOO_HIGH: "limit-exceeded",
    About.TOO_FEW_CANCELLED: "not-cancelled",
    About.TOO_MANY_CANCELLED: "cancelled-too-much",
    About.CLEANUP_SKIPPED: "cleanup-skipped",
    About.CLEANUP_CUT_OFF: "cleanup-cut-off",
    About.CAME_LATE: "too-slow",
    About.DEADLINE_MISSED: "deadline-missed",
    About.TOO_FEW_CLOSED: "stream-not-closed",
    About.EXTRA_LOOP: "extra-loop",
    About.LOOP_NOT_CLOSED: "not-closed",
    About.ERROR_UNREAD: "error-unread",
    About.LEFT_OVER: "task-leaked",
    About.THREAD_LEFT: "thread-left",
    About.UNEXPECTED_ERROR: "unhandled-error",
}


def _where_it_was_fullest(evidence: Evidence) -> Place | None:
    """The line of the call with which the most were in flight."""
    most, at = 0, None
    for call in evidence.calls:
        begun = [one for one in evidence.calls if one.started <= call.started]
        flying = sum(one.ended is None or one.ended > call.started for one in begun)
        if flying > most and call.route:
            most, at = flying, call.route[-1]
    return at


def _the_expectation_says(evidence: Evidence, unmet: Unmet | None, sources: Mapping[str, str]) -> Found:
    name = _BY_EXPECTATION.get(unmet.about) if unmet is not None else None
    if name is None:
        return "wrong-answer", None
    if name == "extra-loop":
        return name, next((loop.at for loop in evidence.learner_loops if loop.at), None)
    if name == "thread-left":
        return name, evidence.threads_left[0].at
    if name == "limit-exceeded":
        return name, _where_it_was_fullest(evidence)
    if name == "not-closed":
        return name, next((loop.at for loop in evidence.learner_loops if not loop.closed), None)
    place = evidence.error.place if evidence.error is not None else None
    return name, (unmet.at if unmet is not None else None) or place


_RULES: list[Callable[[Evidence, Unmet | None, Mapping[str, str]], Found]] = [
    _it_ended,
    _it_raised,
    _the_check_names_it,
    _seen("wrong-thread", lambda evidence: evidence.wrong_thread),
    _it_handed_back_a_coroutine,
    _it_handed_on_a_coroutine,
    _seen("extra-loop", lambda evidence: evidence.extra_loops),
    _seen("blocking-call", lambda evidence: evidence.blocked),
    blocking.it_computed,
    _it_raised_something_else,
    _seen("stream-not-closed", lambda evidence: evidence.generators_left),
    _seen("shield-orphan", lambda evidence: evidence.shield_left),
    _seen("task-unowned", lambda evidence: evidence.unowned),
    _it_never_awaited,
    _seen("polling", lambda evidence: evidence.polling),
    cancellation.it_swallowed,
    cancellation.it_cancelled_again,
    cancellation.it_did_not_wait,
    _seen("task-leaked", lambda evidence: evidence.left_over),
    _it_kept_an_error,
    _it_did_not_ask,
    _it_asks_again_and_again,
    _it_was_limited,
    _it_took_turns,
    _it_mixed_the_order,
    sharing.it_mixed_the_runs,
    _it_came_late,
    _it_left_an_error_unread,
    _the_expectation_says,
]
