"""The rules: which named mistake explains a failed check. They are asked in order, causes before symptoms."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from grader.diagnosis import blocking, cancellation, deadlocks, errors, lateness, narrowing, order, questions, sharing
from grader.diagnosis.code import Code
from grader.diagnosis.names import MISTAKES, Name
from grader.diagnosis.waits import Waits
from grader.exercise import symptoms
from grader.judge.evidence import Evidence, Failure, Place
from grader.judge.unmet import About, Unmet
from grader.verdict import Mistake
from grader.wire import AN_EXCEPTION, pack

Found = tuple[str, Place | None] | None

_OUTSIDE_ASYNC = re.compile(r"'await' outside function|outside (of an )?async(hronous)? function")
# Calls that hand a function over to be called later -> the position of that function among the arguments.
_HANDS_OVER = {"to_thread": 0, "run_in_executor": 1, "submit": 0, "call_soon_threadsafe": 0, "call_soon": 0}

# Who waits so waits for other tasks only, and those are what has to be looked at.
_FOR_OTHERS = re.compile(r"\|(other tasks|the tasks of a TaskGroup|task .*|wait\(\)|wait_for\(\)|its (first )?turn)$")

_ENDS = {
    "polling": "polling", "flooded": "flooded", "spinning": "spinning",
    "asked_for_input": "asked-for-input", "silent": "blocked-outside", "left": "exited", "crashed": "exited",
    "rubbish": "tampered", "fork_server_ended": "tampered", "too_long": "wrong-answer", "too_many": "called-too-often",
}  # fmt: skip


def diagnose(
    evidence: Evidence,
    unmet: Unmet | None,
    sources: Mapping[str, str],
    folder: str = "",
    *,
    ran: Callable[[], frozenset[Place] | None] = lambda: None,
    stubs: Callable[[], Mapping[str, str]] = dict,
    called: str = "",
) -> Mistake | None:
    """Return the mistake that explains why `unmet` does not hold.

    `sources` are the learner's files by name, `folder` holds them on the learner's side, and `stubs` tells the files as
    they were handed out. `ran` tells the lines that ran, and is asked only if a rule wants to know. `called` is how the
    learner's code was called, as text.
    """
    code = Code(sources, ran, stubs)
    for rule in _RULES:
        found = rule(evidence, unmet, code)
        if found is not None:
            name, at = found
            at, missing_from = _in_the_learners_part(name, at, evidence, code, called)
            at = narrowing.narrowed(name, at, evidence, unmet, code)
            return _in_detail(_mistake(name, at, code, folder), at, evidence, unmet, code, missing_from)
    return None


# Here something is missing, and no line of its own is wrong: the function that lacks it is the place.
_MISSING = {
    "answer-not-asked": "The call is missing from",
    "call-missing": "The call is missing from",
    "cleanup-skipped": "The clean-up is missing from",
    "wait-skipped": "The wait is missing from",
}


def _in_the_learners_part(
    name: str, at: Place | None, evidence: Evidence, code: Code, called: str
) -> tuple[Place | None, str]:
    """A place outside of what was handed out complete; and the function that lacks something, "" if it is no lack."""
    if at is not None and code.is_given(at):
        routes = [tuple(frame[:2] for frame in evidence.error.frames)] if evidence.error is not None else []
        routes += [call.route for call in evidence.calls if at in call.route]
        own = (place for route in routes if at in route for place in reversed(route) if not code.is_given(place))
        at = next(own, None) or (at if _entry(called, code) is None else None)
    if at is None and name not in _NOWHERE:
        entry = _entry(called, code)
        at = (entry[0], entry[1].lineno) if entry is not None else None
        return at, entry[1].name if entry is not None and name in _MISSING else ""
    return at, ""


_NOWHERE = ("tampered", "exited", "blocked-outside", "asked-for-input", "flooded", "spinning", "deadlock")


def _entry(called: str, code: Code) -> tuple[str, ast.FunctionDef | ast.AsyncFunctionDef] | None:
    """The function that the scenario called, told by how the call is written."""
    names = re.findall(r"(\w+)\(", called) + re.findall(r"\b(\w+)\b", called)
    found = [
        (file, node)
        for file in code
        for node in code.functions(file)
        if node.name in names and not code.is_given((file, node.body[-1].lineno))
    ]
    found.sort(key=lambda item: -names.index(item[1].name) if f"{item[1].name}(" in called else 1)
    if found or not any(node.name in names for file in code for node in code.functions(file)):
        return next(iter(found), None)
    own = ((file, node) for file in code for node in code.functions(file) if not code.is_given((file, node.lineno)))
    return next((one for one in own if code.ran((one[0], one[1].body[-1].lineno))), None)  # what is given calls it


def _in_detail(
    mistake: Mistake, at: Place | None, evidence: Evidence, unmet: Unmet | None, code: Code, missing_from: str
) -> Mistake:
    """The mistake with what this match shows of it: what held the loop, for how long, and the advice that fits."""
    what, advice = "", ""
    if missing_from:
        what = f"{_MISSING[mistake.name]} `{missing_from}`."
    elif mistake.name == "blocking-call":
        what, advice = blocking.what_happened(evidence, at), blocking.advice(evidence, at)
    elif mistake.name in ("too-slow", "guessed-wait"):
        what = lateness.what_was_waited(evidence, at, code)
    elif mistake.name == "cpu-in-the-loop" and evidence.computed:
        what = blocking.computed(evidence)
    elif mistake.name == "wrong-answer":
        if found := questions.asked_something_else(evidence, unmet):
            asked, due, _ = found
            what = f"Your code asked `{questions.in_words(asked)}`. It should have asked `{questions.in_words(due)}`."
    elif mistake.name == "group-not-caught" and evidence.error is not None:
        if "ExceptionGroup" not in evidence.error.types:
            advice = (
                "What is in the group is no `Exception`, so `except ExceptionGroup` does not catch it: "
                "`except BaseExceptionGroup as group` does. Raise the error that it holds: `group.exceptions[0]`."
            )
    elif mistake.name in ("wrong-protocol", "syntax-error"):
        said = evidence.error.text if evidence.error is not None else str(evidence.detail.get("text", ""))
        advice = next((words for pattern, words in _ABOUT_STREAMS.items() if re.search(pattern, said)), "")
    elif mistake.name == "wrong-loop" and evidence.error is not None and "is closed" in evidence.error.text:
        return dataclasses.replace(mistake, what=_LOOP_CLOSED.what, advice=_LOOP_CLOSED.advice)
    if at is not None and mistake.name in narrowing.MISSED and not code.ran(at):
        what = f"{what} This line did not run.".lstrip()
    return dataclasses.replace(mistake, what=f"{mistake.what} {what}".rstrip(), advice=advice or mistake.advice)


_NEVER_SO_OFTEN = 500  # no answer calls services so often in one match
_ABOUT_STREAMS = {
    "got coroutine": "An `async def` with a `yield` makes a stream, for `async for`. Without one it makes a coroutine, "
    "for `await`. To be read as a stream, hand out each item with `yield`, and return no list.",
    "async_generator.* (in 'await'|be awaited)": "Take the `await` away: `async for` asks a stream for its items.",
    "'async_generator'.*context manager": "A stream is closed by `async with aclosing(stream) as items:`.",
    "'return' with value in async gen": "Everything is handed out by `yield`; a plain `return` ends the stream.",
}

# What Python calls a closed loop is a thing that outlived its own loop: no other loop has met it yet.
_LOOP_CLOSED = Name(
    "Something was used after the event loop that it belongs to had ended: `asyncio.run` closes its loop.",
    "Make it, use it and close it inside one `asyncio.run`. A second run has another loop, and nothing of the first "
    "one works in it.",
)


def _mistake(name: str, at: Place | None, code: Code, folder: str) -> Mistake:
    file, line = at if at is not None and at[1] > 0 else (None, None)
    words = MISTAKES[name]
    path = "/".join(part for part in (folder, file or next(iter(code), "")) if part)
    return Mistake(name, file, line, code.line(at), words.what, words.advice.replace("{path}", path))


# --- how the match ended -------------------------------------------------------------------------------


def _it_ended(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    if evidence.end == "syntax":
        if "except* block" in str(evidence.detail.get("text", "")):
            return "leaves-except-star", evidence.at
        outside = _OUTSIDE_ASYNC.search(str(evidence.detail.get("text", "")))
        outside = outside or re.search(r"\basync\s+lambda\b", code.line(evidence.at))
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
        if found := cancellation.it_swallowed(evidence, unmet, code):
            return found
        if evidence.shield_left:
            return "shield-orphan", evidence.shield_left[0].at
        if evidence.threads_died:
            return _it_left_an_error_unread(evidence, unmet, code)
        if evidence.never_awaited:
            return "never-awaited", _never_awaited_at(evidence, code)
        if evidence.unowned:  # what everybody waits for was in a task that is gone
            return "task-unowned", evidence.unowned[0].at
        if evidence.end == "deadlock":
            for rule in deadlocks.RULES:
                if found := rule(evidence, code):
                    return found
        places = [seen.at for seen in evidence.waiting if seen.at]
        holding = [seen.at for seen in evidence.waiting if seen.at and seen.text]
        inner = [seen.at for seen in evidence.waiting if seen.at and not _FOR_OTHERS.search(seen.what)]
        slept = [at for at in places if evidence.end == "runaway" and "sleep(" in code.line(at)]
        at = next(iter([*slept, *holding, *inner, *places]), None)
        if evidence.end == "runaway" and not slept and len(evidence.calls) > _NEVER_SO_OFTEN:
            return "called-too-often", evidence.calls[-1].at
        return "polling" if slept else "deadlock", at
    if evidence.end in _ENDS:
        if evidence.end == "spinning" and evidence.wrong_thread:
            return "wrong-thread", evidence.wrong_thread[0].at
        if evidence.end == "spinning" and (at := _made_in_the_loop(evidence, code)):
            return "never-awaited", at
        polled = next((seen.at for seen in evidence.polling if seen.at), None) if evidence.end == "polling" else None
        return _ENDS[evidence.end], evidence.at or polled
    return None


def _made_in_the_loop(evidence: Evidence, code: Code) -> Place | None:
    """The line of an endless loop whose coroutine was never awaited: with the `await` it would have paused there."""
    if evidence.at is None:
        return None
    loops = [node for node in ast.walk(code.tree(evidence.at[0])) if isinstance(node, (ast.While, ast.For))]
    around = [node for node in loops if node.lineno <= evidence.at[1] <= (node.end_lineno or 0)]
    places = [seen.at for seen in evidence.never_awaited if seen.at and seen.at[0] == evidence.at[0]]
    return next((at for at in places for loop in around if loop.lineno <= at[1] <= (loop.end_lineno or 0)), None)


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


def _it_raised(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    error = evidence.error
    if error is None or unmet is None or unmet.about not in (About.UNEXPECTED_ERROR, About.ERROR):
        return None
    if "SystemExit" in error.types or "KeyboardInterrupt" in error.types:
        return "exited", error.place
    if "'<' not supported" in error.text and re.search(r"heap|\bput", code.line(error.place)):
        return "heap-tie", error.place
    if "is not callable" in error.text and (at := _hands_over_a_result(code)):
        return "called-too-early", at
    if name := _from_words(error):
        error = next((leaf for leaf in errors.leaves(error) if leaf.frames and _from_words(leaf) == name), error)
        if name == "result-too-soon" and (guessed := lateness.it_guessed(evidence, unmet, code)):
            return guessed
        if name == "wrong-loop" and evidence.extra_loops:
            return "extra-loop", evidence.extra_loops[0].at
        if name == "yield-while-closing":
            return name, error.place or errors.yields_while_closing(code)
        if name == "never-awaited":
            return name, _never_awaited_at(evidence, code) or _kept_unawaited(error.place, code) or error.place
        return name, error.place
    if "TimeoutError" in error.types:
        rules = (questions.it_gave_up, lateness.it_used_up_the_time)
        return _first_of(rules, evidence, unmet, code)
    own = "CancelledError" not in error.types and not errors.is_a_services(error, evidence)
    if own and (found := questions.it_gave_up(evidence, unmet, code)):
        return found
    if "unhashable type: 'list'" in error.text and "gather(" in code.line(error.place):
        return "not-a-coroutine", error.place
    if "can only join an iterable" in error.text and "async for" in code.line(error.place):
        return "wrong-protocol", error.place
    return None


def _hands_over_a_result(code: Code) -> Place | None:
    """The line at which something that is to run in a thread is called instead of handed over: `to_thread(f(x))`."""
    return next((at for at, handed in _handed_over(code) if isinstance(handed, ast.Call) and code.ran(at)), None)


def _handed_over(code: Code) -> Iterator[tuple[Place, ast.expr]]:
    """What the learner's code hands to a thread or a loop to be called, with the line."""
    for file, node in code.nodes():
        if isinstance(node, ast.Call):
            place = _HANDS_OVER.get(ast.unparse(node.func).rpartition(".")[2])
            if place is not None and len(node.args) > place:
                yield (file, node.args[place].lineno), node.args[place]


# --- what was seen while it ran ------------------------------------------------------------------------


def _never_awaited_at(evidence: Evidence, code: Code) -> Place | None:
    """The line that made a coroutine that was never awaited. For a pool's thread: the line that handed it over."""
    made = next((seen.at for seen in evidence.never_awaited if seen.at), None)
    names = {seen.what.rpartition(".")[2] for seen in evidence.never_awaited}
    handed = (at for at, function in _handed_over(code) if ast.unparse(function).rpartition(".")[2] in names)
    handed_over = (at for at in handed if code.ran(at))
    # Made by the scenario, which called the learner's function as plain code does: then its definition is the place.
    defined = (at for seen in evidence.never_awaited if (at := _definition(seen.what, code)))
    return made or next(handed_over, None) or next(defined, None)


def _kept_unawaited(at: Place | None, code: Code) -> Place | None:
    """The line that kept a call for the line at which something was done with it: `x = f()`, and then `x.text`."""
    function = code.function_at(at) if at else None
    if at is None or function is None:
        return None
    nodes = list(ast.walk(function))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and node.lineno == at[1]}
    kept = [node for node in nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    lines = [
        node.lineno for node in kept if node.lineno < at[1] and used & {ast.unparse(name) for name in node.targets}
    ]
    return (at[0], max(lines)) if lines else None


def _it_never_awaited(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    return ("never-awaited", _never_awaited_at(evidence, code)) if evidence.never_awaited else None


def _it_handed_back_a_coroutine(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    kinds = {value.type for value in questions.opaques(evidence.result)}
    if "coroutine" in kinds:
        return "never-awaited", _never_awaited_at(evidence, code)
    if kinds & {"Task", "Future", "_GatheringFuture"}:
        return "task-not-awaited", next((task.at for task in evidence.tasks if task.at), None)
    if "async_generator" in kinds:
        return "wrong-protocol", None
    if any(value.text == AN_EXCEPTION for value in questions.opaques(evidence.result)):
        return "error-as-answer", errors.return_exceptions(code)
    if unmet is not None and unmet.values is not None:
        seen, expected = (json.dumps(pack(value)) for value in unmet.values)
        if (name := questions.printed(seen)) and not questions.printed(expected):
            made = next((task.at for task in evidence.tasks if task.at), None)
            return name, made if name == "task-not-awaited" else _never_awaited_at(evidence, code)
    return None


def _first_of(rules: Iterable[Callable[..., Found]], evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """What the first of these rules says that has something to say."""
    return next((found for rule in rules if (found := rule(evidence, unmet, code))), None)


def _seen(name: str, pick: Callable[[Evidence], list[Any]]) -> Callable[..., Found]:
    def rule(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
        found = pick(evidence)
        return (name, found[0].at) if found else None

    return rule


# --- what the expectation says -------------------------------------------------------------------------


# What a loop that stood still, a call that nothing awaited, or a look again and again can bring about.
_BROUGHT_ABOUT = {
    "limit-too-low", "sequential-awaits", "needless-wait", "too-slow", "polling", "buffered-stream", "loop-starved",
    "no-backpressure", "deadline-missed", "wait-skipped", "not-cancelled", "ran-ahead", "cancelled-too-much",
    "answer-not-asked", "call-missing", "no-deadline",
}  # fmt: skip


def _it_explains_what_the_check_saw(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """What was observed comes before a cause that a check holds ready, if it can have brought that about."""
    if unmet is None:
        return None
    if found := _first_of(_EXPLAINED_BY.get(unmet.mistake, ()), evidence, unmet, code):
        return found
    if unmet.mistake in (*_TOO_SOON, "cleanup-skipped", "not-closed", "stream-not-closed"):
        # A pause, or a clean-up, that was made on that very line and never ran.
        made = any(f"{seen.what.rpartition('.')[2]}(" in code.line(seen.at) for seen in evidence.never_awaited)
        return _it_never_awaited(evidence, unmet, code) if made else lateness.it_paused(evidence, unmet, code)
    if unmet.mistake not in _BROUGHT_ABOUT:
        return None
    if unmet.function and any(seen.what == unmet.function for seen in evidence.never_awaited):
        return None  # the check speaks of that very coroutine
    rules = (_seen("blocking-call", lambda seen: seen.blocked), blocking.it_computed, _it_never_awaited,
             _seen("polling", lambda seen: seen.polling), cancellation.it_swallowed)  # fmt: skip
    observed = _first_of(rules, evidence, unmet, code)
    return observed or lateness.it_paused(evidence, unmet, code) or lateness.it_slept_and_looked(evidence, unmet, code)


def _its_reader_goes_on(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A task is left that may still read the stream: it is not the one that closes it."""
    return next((("task-leaked", seen.at) for seen in evidence.left_over if "close(" not in code.line(seen.at)), None)


# What explains these causes better, if it was seen.
_EXPLAINED_BY: dict[str, tuple[Callable[..., Found], ...]] = {
    "cancelled-too-much": (questions.it_gave_up,),
    "cancel-not-awaited": (cancellation.it_cancelled_again,),
    "stream-not-closed": (cancellation.it_did_not_wait, _its_reader_goes_on),
    "error-swallowed": (_it_never_awaited, questions.it_gave_up, errors.it_made_another),
}
_TOO_SOON = ("retry-too-soon", "retried-in-vain", "no-jitter", "rate-exceeded")


def _the_check_names_it(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A check that knows the cause better than any rule could says so itself."""
    if unmet is None or not unmet.mistake:
        return None
    at = unmet.at or _definition(unmet.function, code)
    if unmet.call is not None and at is None and unmet.mistake in _TOO_SOON:  # the pause before the call is why
        waits = Waits(evidence).before(unmet.call.task, unmet.call.start)
        at = waits[0].at if waits and waits[0].kind == "sleep" else unmet.call.at
    if unmet.mistake == "wrong-order" and unmet.at is None:
        at = order.where_it_is_lost(code, code.function_at(at)) or order.where_it_is_lost(code) or at
    return unmet.mistake, at


def _definition(name: str, code: Code) -> Place | None:
    found = code.definition(name) or code.definition(name.partition(".")[0])
    return (found[0], found[1].lineno) if found is not None else None


def _it_mixed_the_order(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    if unmet is not None and unmet.about is About.ORDER:
        return "wrong-order", order.where_it_is_lost(code) or unmet.at
    if unmet is not None and unmet.about in (About.RESULT, About.NOTES, About.OUTPUT) and unmet.values is not None:
        seen, expected = unmet.values
        if isinstance(seen, dict) and isinstance(expected, dict) and seen.keys() == expected.keys():
            seen, expected = list(seen.values()), list(expected.values())
        if isinstance(seen, (list, tuple)) and isinstance(expected, (list, tuple)) and seen != expected:
            key = lambda value: repr(pack(value))  # noqa: E731
            if sorted(map(key, seen)) == sorted(map(key, expected)):
                return "wrong-order", order.where_it_is_lost(code)
        came, wanted = (re.findall(r"\w+", repr(pack(value))) for value in unmet.values)
        if came != wanted and sorted(came) == sorted(wanted) and (at := order.where_it_is_lost(code)):
            return "wrong-order", at  # the right answers, beside the wrong questions
    return None


def _it_left_an_error_unread(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A thread that ended with an error has its cause in the error's own words, if these tell."""
    for seen in [*evidence.unread, *evidence.threads_died]:
        said = _from_words(seen.error) if seen.error is not None and seen in evidence.threads_died else None
        return said or "error-unread", errors.raised_again(seen.at, code) or seen.at
    return None


_BY_EXPECTATION = {
    About.POLLING: "polling",
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


def _the_expectation_says(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    name = _BY_EXPECTATION.get(unmet.about) if unmet is not None else None
    if name is None:
        found = questions.asked_something_else(evidence, unmet)
        return "wrong-answer", found[2].at if found is not None else None
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


_RULES: list[Callable[[Evidence, Unmet | None, Code], Found]] = [
    _it_ended,
    errors.it_caught_a_timeout_inside,
    cancellation.it_turned,
    _it_raised,
    # What was observed comes before what a check says.
    _seen("wrong-thread", lambda evidence: evidence.wrong_thread),
    questions.it_handed_on_what_it_should_await,
    _it_explains_what_the_check_saw,
    _the_check_names_it,
    _it_handed_back_a_coroutine,
    _seen("extra-loop", lambda evidence: evidence.extra_loops),
    _seen("blocking-call", lambda evidence: evidence.blocked),
    blocking.it_computed,
    lateness.it_guessed,
    errors.it_raised_a_group,
    errors.it_raised_something_else,
    _seen("stream-not-closed", lambda evidence: evidence.generators_left),
    _seen("shield-orphan", lambda evidence: evidence.shield_left),
    questions.it_gave_up,
    _seen("task-unowned", lambda evidence: evidence.unowned),
    _it_never_awaited,
    _seen("polling", lambda evidence: evidence.polling),
    lateness.it_slept_on_and_on,
    cancellation.it_swallowed,
    cancellation.it_cancelled_again,
    cancellation.it_did_not_wait,
    lateness.it_took_a_pause_for_the_end,
    _seen("task-leaked", lambda evidence: evidence.left_over),
    errors.it_kept_an_error,
    questions.it_did_not_ask,
    questions.it_asked_in_another_order,
    lateness.it_came_late,
    lateness.it_asks_again_and_again,
    lateness.it_was_limited,
    lateness.it_took_turns,
    questions.it_guessed_when,
    _it_mixed_the_order,
    sharing.it_mixed_the_runs,
    lateness.it_handed_out_late,
    _it_left_an_error_unread,
    _the_expectation_says,
]
