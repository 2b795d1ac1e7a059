"""What the services were asked, and what they should have been asked."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.diagnosis import order
from grader.diagnosis.code import Code
from grader.diagnosis.errors import FAULTS
from grader.diagnosis.waits import Waits
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import About, Unmet
from grader.judge.words import show
from grader.judge.world import MADE_UP, Asked, ServiceCall, same_for_equal
from grader.wire import Opaque, pack

Found = tuple[str, Place | None] | None

# How Python prints what should have been awaited, and which mistake that is.
_PRINTED = [
    (re.compile(r"<coroutine object |<async_generator object |<async_generator_asend object "), "never-awaited"),
    (re.compile(r"<(Task|Future|_GatheringFuture) (pending|finished|cancelled)\b"), "task-not-awaited"),
]
_KINDS = {"coroutine": "never-awaited", "async_generator": "wrong-protocol"}
_KINDS |= dict.fromkeys(("Task", "Future", "_GatheringFuture"), "task-not-awaited")


def it_handed_on_what_it_should_await(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service was called with something that should have been awaited before, or with what Python prints of it."""
    for call in evidence.calls:
        kinds = {value.type for value in opaques(call.args)}
        name = next((_KINDS[kind] for kind in kinds if kind in _KINDS and kind != "async_generator"), "")
        if name or (name := printed(json.dumps(pack(call.args)))):
            made = [seen.at for seen in evidence.never_awaited if seen.at]
            return name, made[0] if name == "never-awaited" and made else _made_a_text(call.at, code) or call.at
    return None


def _made_a_text(at: Place | None, code: Code) -> Place | None:
    """The line of the same function that makes a text of something: of a task, if a task was found in a text."""
    function = code.function_at(at)
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call)) if function and at else ()
    made = (node for node in calls if re.fullmatch(r"(str|repr)\(\w+\)", ast.unparse(node)))
    lines = [(at[0], node.lineno) for node in made if at]
    return next((place for place in lines if code.ran(place)), None) if at not in lines else at


def printed(text: str) -> str:
    """The mistake that a text shows: it has the repr of a coroutine, or of a task, in it. "" for none."""
    return next((name for pattern, name in _PRINTED if pattern.search(text)), "")


def opaques(value: Any) -> Iterator[Opaque]:
    """Everything in a value that did not cross the wire."""
    if isinstance(value, Opaque):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from opaques(key)
            yield from opaques(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from opaques(item)


Pair = tuple[Asked, Asked, ServiceCall]


def asked_something_else(evidence: Evidence, unmet: Unmet | None) -> Pair | None:
    """Two questions, and the call: what a service was asked, and what it should have been asked instead.

    The made-up words tell: each belongs to one question. Those of the answer that came and not of the one that was
    expected belong to a wrong question, and the other way round.
    """
    if unmet is None or unmet.values is None:
        return None
    came, wanted = (set(MADE_UP.findall(json.dumps(pack(value)))) for value in unmet.values)
    wrong = [asked for word, asked in evidence.words.items() if word in came and word not in wanted]
    right = [asked for word, asked in evidence.words.items() if word in wanted and word not in came]
    return _pair(wrong, right, evidence)


def _pair(wrong: Sequence[Asked], right: Sequence[Asked], evidence: Evidence) -> Pair | None:
    called: dict[tuple[str, str], ServiceCall] = {}
    for call in evidence.calls:
        called.setdefault(_question(call.name, call.args), call)
    instead: dict[str, tuple[Asked, ServiceCall]] = {}  # of each service
    for asked in wrong:
        if (found := called.get(_question(asked.service, asked.args))) is not None:
            instead.setdefault(asked.service, (asked, found))
    for due in right:
        if due.service in instead and _question(due.service, due.args) not in called:
            asked, call = instead[due.service]
            return asked, due, call
    return None


def _question(service: str, args: Mapping[str, Any]) -> tuple[str, str]:
    """The same for the same question: calls may be thousands, and are not compared one with another."""
    return service, same_for_equal(dict(args))


def it_asked_in_another_order(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service was asked what the check looks for, but for the order of a list in it: whatever fails, that is why."""
    if unmet is None or unmet.about not in (*_TIMES, About.RESULT, About.NOTES, About.CONDITION):
        return None
    due = {_question(one.service, one.args) for one in evidence.due}
    in_any_order = {(one.service, _unordered(dict(one.args))) for one in evidence.due}
    for call in evidence.calls:
        if (call.name, _unordered(call.args)) in in_any_order and _question(call.name, call.args) not in due:
            return "wrong-order", order.where_it_is_lost(code)
    return None


_TIMES = (About.TOO_LONG, About.TOO_SHORT, About.CAME_LATE)


def _unordered(value: Any) -> str:
    """The same text for values that differ only in the order of their lists."""
    if isinstance(value, (list, tuple)):
        return f"[{sorted(map(_unordered, value))}]"
    if isinstance(value, dict):
        return f"{{{sorted((repr(key), _unordered(item)) for key, item in value.items())}}}"
    return repr(value)


def in_words(asked: Asked) -> str:
    """A question as a call."""
    return f"{asked.service}({', '.join(show(value) for value in asked.args.values())})"


def it_guessed_when(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service was asked the wrong thing right after a sleep: what was slept for was not there yet."""
    found = asked_something_else(evidence, unmet)
    if found is None:
        return None
    _, due, call = found
    asked = set(MADE_UP.findall(repr(dict(due.args))))
    owed = [one for word, one in evidence.words.items() if word in asked]  # what that question should have been made of
    late = (one for one in evidence.calls if one.start <= call.start and (one.end is None or one.end > call.start))
    if not {_question(one.name, one.args) for one in late} & {_question(each.service, each.args) for each in owed}:
        return None
    before = Waits(evidence).before(call.task, call.start)
    return ("guessed-wait", before[0].at) if before and before[0].kind == "sleep" and before[0].at else None


def it_gave_up(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A time limit of the learner's own was over while a reply was on its way that the check looks for."""
    if unmet is None:
        return None
    wanted: Iterable[str] = unmet.needs
    if unmet.about is About.ERROR and evidence.error is None and "TimeoutError" not in unmet.expected:
        wanted = {call.name for call in evidence.calls}
    came_out = unmet.about is About.UNEXPECTED_ERROR and evidence.error is not None
    if came_out and evidence.error is not None and evidence.error.type not in FAULTS:
        wanted = {call.name for call in evidence.calls}
    too_often = unmet.about is About.TOO_MANY_CALLS
    if too_often:
        wanted = [unmet.service or ""]
    too_much = unmet.mistake == "cancelled-too-much"
    if unmet.about in (About.TOO_MANY_CANCELLED, About.TOO_SHORT) or too_much:  # by the learner's code, at that time
        wanted = {call.name for call in evidence.calls if call.outcome == "cancelled"}
    for seen in evidence.expired:
        if too_often and all(call.start < seen.when or call.name != unmet.service for call in evidence.calls):
            continue  # it went on to no other call
        under_way = (call for call in evidence.calls if call.name in wanted and call.start < seen.when)
        waited = any(call.end is None or call.end >= seen.when - evidence.tolerance for call in under_way)
        at = _the_limit(seen.at, code) if waited and seen.at else None
        if at and not (
            (came_out or too_much) and any(name in code.line(at) for name in code.constants(at[0]))
        ):  # that is asked for
            return "gave-up-too-soon", at
    return None


def _the_limit(at: Place, code: Code) -> Place | None:
    """The line that sets a limit: the wait itself, or the block around it. None if it is the caller's limit."""
    if re.search(r"timeout|wait_for", code.line(at)):
        return at
    blocks = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, (ast.AsyncWith, ast.With))]
    around = [node.lineno for node in blocks if node.lineno <= at[1] <= (node.end_lineno or 0)]
    limits = [(at[0], line) for line in reversed(around) if "timeout" in code.line((at[0], line))]
    if not limits and (function := code.function_at(at)) is not None:  # since Python 3.12 wait_for waits in there
        calls = ((file, node) for file, node in code.nodes() if isinstance(node, ast.Call))
        given = re.compile(rf"wait_for\(.*\b{function.name}\(")
        limits = [(file, node.lineno) for file, node in calls if given.search(code.line((file, node.lineno)))]
    return next((limit for limit in limits if code.ran(limit)), None)


def it_did_not_ask(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A service was not asked whose reply was due: the check looks for it."""
    if unmet is None or evidence.end != "returned":
        return None
    asked = {call.name for call in evidence.calls}
    if unmet.about in (About.TOO_LONG, About.CAME_LATE, About.DEADLINE_MISSED) and not unmet.needs:
        return None  # who skips a call is early, not late
    if unmet.about in (About.THREAD_LEFT, About.LOOP_NOT_CLOSED, About.ERROR_UNREAD):
        return None  # that is seen, whatever was asked
    wanted = {unmet.service} if unmet.service and unmet.about in (About.TOO_FEW_CALLS, About.PEAK_TOO_LOW) else set()
    missing = (unmet.needs | wanted) - asked
    if missing and any(_is_a_twin(name, other) for name in missing for other in asked):
        return None  # it was asked by another door
    if missing or (not asked and (evidence.due or (evidence.looked_for and unmet.about is About.CONDITION))):
        return "answer-not-asked", None
    return None


def _is_a_twin(one: str, other: str) -> bool:
    return f"a{one}" == other or one == f"a{other}"
