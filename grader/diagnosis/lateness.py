"""Rules about what came late, or one at a time: what it waited for, as it was seen, and the line that waits."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from grader.diagnosis.code import FUNCTIONS, Code, within
from grader.diagnosis.waits import Wait, Waits, neighbours
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import About, Unmet
from grader.judge.words import took
from grader.judge.world import peak

Route = tuple[Place, ...]
Found = tuple[str, Place | None] | None

_TIMES = (About.TOO_LONG, About.CAME_LATE)
_LATE = (*_TIMES, About.PEAK_TOO_LOW, About.NOTE_TIMES)
_FOR_MORE = ("Queue.get()", "queue.get()", "Event.wait()", "Condition.wait()")


def it_came_late(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """The end, a call or a note came late: what its way hung on explains it, if it is long enough."""
    if unmet is None or unmet.about not in _LATE:
        return None
    way, late = _way(evidence, unmet)
    near = max(evidence.tolerance, 1e-6)
    if not way or late <= near:
        return None
    last = way[0]
    paused = [(at, waits) for at, waits in _by_line(way, "sleep") if not _is_asked_for(at, code)]
    by_the_clock = last.kind == "time-out" or any(last in waits for _, waits in paused)
    if by_the_clock and last.at and last.seconds >= late - near:
        return _by_the_clock(last, evidence, code, at_the_end=unmet.call is None and unmet.about in _TIMES)
    for at, waits in sorted(paused, key=lambda item: abs(_total(item[1]) - late)):
        if _total(waits) >= late / 2:  # without it others may have had to wait elsewhere
            hoped = "guessed-wait" if _is_a_hope(waits[0], evidence, code) else "too-slow"
            return "polling" if looks_again_and_again(at, code) else hoped, at
    limits = [wait for wait in way if wait.kind == "limit" and wait.at and wait.seconds >= late / 2]
    if limits:
        if held := next(filter(None, (_held_for(wait, evidence, code) for wait in limits)), None):
            return "held-while-waiting", held
        inside = next((at for at, _ in paused if any(_is_within(at, wait.at, code) for wait in limits)), None)
        return ("too-slow", inside) if inside else _limited(limits, evidence, unmet)
    # Its calls need each other, or they are the items of streams.
    in_turn = unmet.about is About.NOTE_TIMES or (unmet.about is About.CAME_LATE and unmet.call is None)
    pairs = [] if in_turn else list(neighbours(way, evidence))
    if pairs:
        earlier, later = max(pairs, key=lambda pair: (pair[0].what == pair[1].what, min(one.seconds for one in pair)))
        limited = it_was_limited(evidence, unmet, code)
        return limited[0] if limited else "sequential-awaits", _where_it_waits(earlier, later, code)
    for at, waits in _by_line(way, "sleep", "time-out"):
        if _total(waits) >= late - near:
            return "polling" if looks_again_and_again(at, code) else "too-slow", at
    if last.kind == "other" and (limits := Waits(evidence).at_limits()) and _total(limits) >= late / 2:
        return _limited(limits, evidence, unmet)
    return None


def _way(evidence: Evidence, unmet: Unmet) -> tuple[list[Wait], float]:
    """The waits that what came late hung on, the latest first, and how late it was."""
    waits = Waits(evidence)
    if unmet.about is About.NOTE_TIMES:
        seen, expected = unmet.values or ([], [])
        for when, due in zip(seen, expected, strict=False):
            if when > due + evidence.tolerance:
                return waits.before_note(when), when - due
        return [], 0.0
    if unmet.about is About.PEAK_TOO_LOW:
        calls = [call for call in evidence.calls if unmet.service in (None, call.name)]
        first = min((call.start for call in calls), default=0.0)
        ended = min((call.end for call in calls if call.end is not None), default=0.0)
        later = sorted((call for call in calls if call.start > first + evidence.tolerance), key=lambda call: call.start)
        alone = (call for call in later if call.start >= ended - evidence.tolerance)  # no more beside the first of all
        call = next(alone, None) or next(iter(later), None)
        return (waits.before(call.task, call.start), call.start - first) if call else ([], 0.0)
    if unmet.call is not None:
        return waits.before(unmet.call.task, unmet.call.start), unmet.late
    return waits.before_the_end(), unmet.late


def _by_line(way: list[Wait], *kinds: str) -> list[tuple[Place, list[Wait]]]:
    """Waits of these kinds on a way, line by line, the longest in all first."""
    lines: dict[Place, list[Wait]] = {}
    for wait in way:
        if wait.kind in kinds and wait.at:
            lines.setdefault(wait.at, []).append(wait)
    return sorted(lines.items(), key=lambda item: -_total(item[1]))


def _total(waits: list[Wait]) -> float:
    return sum(wait.seconds for wait in waits)


def _is_asked_for(at: Place, code: Code) -> bool:
    """Whether a line sleeps for as long as a constant of the exercise says."""
    sleeps = (node for node in ast.walk(code.tree(at[0])) if isinstance(node, ast.Call) and _is_a_sleep(node))
    named = (call.args[0] for call in sleeps if call.lineno == at[1] and call.args)
    return any(isinstance(name, ast.Name) and name.id in code.constants(at[0]) for name in named)


def it_paused(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A check says that calls waited for each other, but each that began late began after a pause of the learner's."""
    if unmet is None or unmet.mistake not in _PAUSED or not (unmet.at or unmet.call):
        return None
    waits = Waits(evidence)
    if unmet.call is not None:
        slept = _by_line(waits.before(unmet.call.task, unmet.call.start), "sleep")
        if hoped := next((at for at, sleeps in slept if _is_a_hope(sleeps[0], evidence, code)), None):
            return "guessed-wait", hoped
        found = it_came_late(evidence, unmet, code)
        return found if found and found[0] in ("too-slow", "polling") else None
    calls = [call for call in evidence.calls if call.at == unmet.at]
    first = 0.0 if unmet.mistake == "needless-wait" else min((call.start for call in calls), default=0.0)
    late = [call for call in calls if call.start > first + evidence.tolerance]
    ways = [waits.before(call.task, call.start)[:2] for call in late]  # who is paused may hand on the work to another
    last = [next((wait for wait in way if wait.kind == "sleep"), None) for way in ways]
    pauses = {wait.at for wait in last if wait and wait.at}
    if len(pauses) != 1 or not all(last):
        return None
    [at] = pauses
    return None if _is_asked_for(at, code) or looks_again_and_again(at, code) else ("too-slow", at)


_PAUSED = (
    "sequential-awaits", "limit-too-low", "needless-wait", "buffered-stream", "stream-not-closed", "wait-skipped"
)  # fmt: skip


def it_used_up_the_time(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """The caller's limit, or one that is asked for, was over: a wait before it was longer than it had to be."""
    if unmet is None or unmet.about is not About.UNEXPECTED_ERROR:
        return None
    way = Waits(evidence).before_the_end()[1:]
    given = (
        wait for wait in way if wait.kind in ("sleep", "time-out") and wait.at and not _is_asked_for(wait.at, code)
    )
    longest = max(given, key=lambda wait: wait.seconds, default=None)
    return ("too-slow", longest.at) if longest is not None and longest.seconds > evidence.seconds / 2 else None


def it_slept_and_looked(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A check says that something was too slow, and a task slept in a loop that does nothing but look."""
    spans = (span for lane in evidence.lanes.of("task") for span in lane.spans if span.what == "sleep()" and span.at)
    if unmet is None or unmet.mistake != "too-slow":
        return None
    return next((("polling", span.at) for span in spans if span.at and looks_again_and_again(span.at, code)), None)


def it_slept_on_and_on(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A task slept on one line so often that it is polling, unless it does something between its pauses."""
    at = next((seen.at for seen in evidence.looked if seen.at), None)
    return ("polling" if looks_again_and_again(at, code) else "too-slow", at) if at else None


def _by_the_clock(wait: Wait, evidence: Evidence, code: Code, *, at_the_end: bool) -> Found:
    """What a wait of a fixed length is: one look of many, a guess, or only too long."""
    if wait.at and looks_again_and_again(wait.at, code):
        return "polling", wait.at
    if wait.kind == "time-out" and any(wait.what.endswith(what) for what in _FOR_MORE):
        return "guessed-wait", wait.at
    made = _work_under_way(wait, evidence) if wait.kind == "sleep" and at_the_end else []
    if made and not (wait.at and any(_stand_in_one_loop(wait.at, place, code) for place in made)):
        return "guessed-wait", _in_the_same_function(made, wait.at, code) or wait.at
    return "too-slow", wait.at


def what_was_waited(evidence: Evidence, at: Place | None, code: Code) -> str:
    """How often, and how long in all, tasks slept on this line, or below it in the same function. "" for not at all."""
    function = code.function_at(at)
    spans = [span for lane in evidence.lanes.of("task") for span in lane.spans if span.what == "sleep()" and span.at]
    here = [span for span in spans if span.at == at]
    if not here and at is not None and function is not None:
        here = [span for span in spans if span.at and span.at[1] > at[1] and code.function_at(span.at) is function]
    if not here or here[0].at is None:
        return ""
    seconds = sum((evidence.seconds if span.end is None else span.end) - span.start for span in here)
    often = "" if len(here) == 1 else f" in {len(here)} pauses"
    return f"Line {here[0].at[1]} slept for {took(seconds)}{often} (simulated)."


def _work_under_way(sleep: Wait, evidence: Evidence) -> list[Place]:
    """The lines that made the tasks at work when a sleep began: not the sleeper, nor those that made it."""
    around, lane = {sleep.task}, evidence.lanes.named("task", sleep.task)
    while lane is not None and lane.by not in around:
        around.add(lane.by)
        lane = evidence.lanes.named("task", lane.by)
    return [
        lane.at
        for lane in evidence.lanes.of("task")
        if lane.at and lane.number not in around and lane.start <= sleep.start + evidence.tolerance
        and (lane.end is None or lane.end > sleep.start + evidence.tolerance)
        and not any(span.what.endswith(_FOR_MORE) and span.start <= sleep.start and (span.end or sleep.end) >= sleep.end
                    for span in lane.spans)
    ]  # fmt: skip


def _is_a_hope(sleep: Wait, evidence: Evidence, code: Code) -> bool:
    """Whether a sleep was to give time to a task, and nothing awaits that."""
    at = sleep.at
    return at is not None and any(_is_hoped_for(made, at, code) for made in _work_under_way(sleep, evidence))


def _is_hoped_for(made: Place, at: Place, code: Code) -> bool:
    """Whether a task was made in the function that slept, and nothing in it awaits the task."""
    function = code.function_at(at)
    if function is None or code.function_at(made) is not function:
        return False
    if not re.search(r"\b(asyncio\.create_task|ensure_future)\(", code.line(made)):  # a TaskGroup awaits its own
        return False
    return not _is_awaited_below(made, function, code)


def _is_within(at: Place, block: Place | None, code: Code) -> bool:
    """Whether a line stands in the `async with` that begins at another one."""
    if block is None or at[0] != block[0]:
        return False
    blocks = (node for node in ast.walk(code.tree(at[0])) if isinstance(node, ast.AsyncWith))
    return any(node.lineno == block[1] and at[1] <= (node.end_lineno or 0) for node in blocks if at[1] > block[1])


def _stand_in_one_loop(one: Place, other: Place, code: Code) -> bool:
    """Whether two lines of a file are of the same loop: a pause between starts, say."""
    loops = [node for node in ast.walk(code.tree(one[0])) if isinstance(node, (ast.For, ast.AsyncFor, ast.While))]
    inside = [loop for loop in loops if loop.lineno <= one[1] <= (loop.end_lineno or 0)]
    return one[0] == other[0] and any(loop.lineno <= other[1] <= (loop.end_lineno or 0) for loop in inside)


def _in_the_same_function(places: list[Place], at: Place | None, code: Code) -> Place | None:
    """The line of the same function that made the task, if it is one: a sleep may stand for several."""
    function = code.function_at(at)
    made = {place for place in places if function and code.function_at(place) is function}
    return made.pop() if len(made) == 1 else None


def it_guessed(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A task was still running, or its calls were cancelled, when a sleep that was to give it time had ended."""
    if unmet is None:
        return None
    left = evidence.left_over if evidence.end == "returned" and not evidence.not_ended else []
    last = next(iter(Waits(evidence).before_the_end()), None)
    if last and last.kind == "sleep" and last.at and not evidence.not_ended and _stands_alone(last.at, code):
        cancelled = evidence.error is not None and "CancelledError" in evidence.error.types
        needed = unmet.about in (About.RESULT, About.UNEXPECTED_ERROR) and not cancelled
        if left or (needed and any(call.outcome == "cancelled" and call.end == last.end for call in evidence.calls)):
            tasks = [seen.at for seen in left if seen.at]
            return "guessed-wait", _in_the_same_function(tasks, last.at, code) or last.at
    early = [seen.at for seen in evidence.left_over if seen.at and not evidence.not_ended]
    if evidence.error is not None and "InvalidStateError" in evidence.error.types and evidence.error.place:
        function = code.function_at(evidence.error.place)
        early += [task.at for task in evidence.tasks if task.at and function and code.function_at(task.at) is function]
    for made in early:
        function = code.function_at(made)
        if function is None:
            continue
        for statement in (node for node in ast.walk(function) if isinstance(node, ast.stmt)):
            at = (made[0], statement.lineno)
            once = _stands_alone(at, code) or _stand_in_one_loop(at, made, code)
            later = made[1] < statement.lineno and _is_a_plain_sleep(statement) and once
            if later and code.ran((made[0], statement.lineno)) and not _is_awaited_below(made, function, code):
                return "guessed-wait", made
    return None


def it_took_a_pause_for_the_end(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A task that waited for more of something left when its time was up, and more was due."""
    if unmet is None or unmet.about not in (About.RESULT, About.NOTES, About.CONDITION, About.TOO_FEW_CALLS):
        return None
    for seen in evidence.expired:
        lane = evidence.lanes.named("task", seen.task)
        left = lane is not None and lane.end is not None and seen.what.endswith(_FOR_MORE)
        if lane and left and not any(span.at == seen.at and span.start >= seen.when for span in lane.spans):
            return "guessed-wait", seen.at
    return None


def _stands_alone(at: Place, code: Code) -> bool:
    """Whether a line is a plain sleep that runs once in its function."""
    function = code.function_at(at)
    statements = _statements(function) if function else ()
    return any(statement.lineno == at[1] and _is_a_plain_sleep(statement) for statement in statements)


def _statements(function: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a function that run once: not those in loops, nor those of functions inside."""
    inside = within(function, ast.For, ast.AsyncFor, ast.While, *FUNCTIONS, ast.ClassDef)
    return (node for node in inside if isinstance(node, ast.stmt))


def _is_a_plain_sleep(node: ast.stmt) -> bool:
    """Whether a statement does nothing but sleep for some time; `sleep(0)` only lets others have a turn."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Await) and _is_a_sleep(node.value.value)):
        return False
    return not ast.unparse(node.value.value).endswith("sleep(0)")


def _is_awaited_below(made: Place, function: ast.AST, code: Code) -> bool:
    """Whether the name that a task was given is part of something awaited, or handed back, in the same function."""
    inside = list(ast.walk(function))
    lines = [node for node in inside if isinstance(node, ast.stmt) and node.lineno <= made[1] <= (node.end_lineno or 0)]
    if any(isinstance(line, ast.Return) for line in lines):
        return True
    kept = re.match(r"(\w+)\.(append|add)\(", code.line(made))
    names = {kept[1]} if kept else set()
    for line in lines:
        if isinstance(line, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            names |= _names(*(line.targets if isinstance(line, ast.Assign) else [line.target]))
    for loop in inside:
        if isinstance(loop, (ast.For, ast.comprehension)) and names & _names(loop.iter):
            names |= _names(loop.target)
    awaited = [part for node in inside if isinstance(node, ast.Await) for part in ast.walk(node)]
    awaited += [node.value for node in inside if isinstance(node, ast.Return) and node.value]
    awaited += [node.value for node in inside if isinstance(node, ast.Attribute) and node.attr == "add_done_callback"]
    asked = {id(part.value) for part in awaited if isinstance(part, ast.Attribute) and part.attr == "result"}
    return any(isinstance(part, ast.Name) and part.id in names and id(part) not in asked for part in awaited)


def _names(*nodes: ast.AST) -> set[str]:
    return {part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)}


def _held_for(wait: Wait, evidence: Evidence, code: Code) -> Place | None:
    """The line of the call that was made inside the block of a condition, and that another waited for at its end."""
    if not wait.at or "Condition." not in wait.what:
        return None
    tree = code.tree(wait.at[0])
    blocks = [(wait.at[0], node.lineno) for node in ast.walk(tree) if isinstance(node, ast.AsyncWith)]
    around = [block for block in blocks if _is_within(wait.at, block, code)]
    places = (call.at for call in evidence.calls if call.at and call.end == wait.end)
    return next((at for at in places if any(_is_within(at, block, code) for block in around)), None)


def _limited(waits: list[Wait], evidence: Evidence, unmet: Unmet) -> Found:
    calls = [call for call in evidence.calls if unmet.service in (None, call.name)]
    longest = max(waits, key=lambda wait: wait.seconds)
    one_at_a_time = "Lock" in longest.what or longest.what.startswith("lock") or peak(calls) < 2
    return "sequential-awaits" if one_at_a_time else "limit-too-low", longest.at


def looks_again_and_again(at: Place, code: Code) -> bool:
    """Whether a line stands in a loop that does nothing but look and pause."""
    for node in ast.walk(code.tree(at[0])):
        if not (isinstance(node, (ast.While, ast.For)) and node.lineno < at[1] <= (node.end_lineno or 0)):
            continue
        if isinstance(node, ast.For) and not _leaves(node):
            continue
        awaited = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Await)]
        inner_loops = [
            inner for inner in ast.walk(node) if isinstance(inner, (ast.While, ast.For)) and inner is not node
        ]
        if any(loop.lineno < at[1] <= (loop.end_lineno or 0) for loop in inner_loops):
            continue
        sleeps = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and _is_a_sleep(inner)]
        sleeps = [sleep for sleep in sleeps if not (sleep.args and _is_worked_out(sleep.args[0], node))]
        if sleeps and all(map(_is_a_sleep, awaited)) and (awaited or not _calls_others(node)):
            return isinstance(node, ast.For) or not _is_true(node.test) or _leaves(node)
    return False


def _is_worked_out(seconds: ast.expr, loop: ast.stmt) -> bool:
    """Whether a round works out how long is left: `while (left := end - now()) > 0: sleep(left)`."""
    inside = list(ast.walk(loop))
    tests = [node.test for node in inside if isinstance(node, (ast.While, ast.If))]
    made: list[ast.expr] = [node.target for node in inside if isinstance(node, ast.NamedExpr)]
    made += [target for node in inside if isinstance(node, ast.Assign) for target in node.targets]
    return bool(_names(seconds) & _names(*tests) & _names(*made))


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant)


def _leaves(loop: ast.AST) -> bool:
    return any(isinstance(node, (ast.Break, ast.Return)) for node in ast.walk(loop))


def _calls_others(loop: ast.AST) -> bool:
    """Whether a loop of plain code does something else than look, in a line of its own."""
    lines = [node.value for node in ast.walk(loop) if isinstance(node, ast.Expr)]
    return any(isinstance(value, ast.Call) and not _is_a_sleep(value) for value in lines)


def _is_a_sleep(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sleep")


def it_asks_again_and_again(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """A loop that looks and pauses ran, and something came late."""
    if unmet is None or unmet.about not in _LATE:
        return None
    for file, node in code.nodes():
        if isinstance(node, ast.Call) and _is_a_sleep(node):
            at = (file, node.lineno)
            if looks_again_and_again(at, code) and not _is_in_an_unconditional_loop(at, code) and code.ran(at):
                return "polling", at
    return None


def _is_in_an_unconditional_loop(at: Place, code: Code) -> bool:
    loops = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, (ast.While, ast.For))]
    around = [loop for loop in loops if loop.lineno < at[1] <= (loop.end_lineno or 0)]
    return not any(isinstance(loop, ast.While) and not _is_true(loop.test) for loop in around)


def it_was_limited(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
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


def it_took_turns(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """One call began when another one had ended. Only if nothing was seen that would explain it better."""
    if unmet is None or unmet.about not in (About.TOO_LONG, About.PEAK_TOO_LOW):
        return None
    calls = sorted((call for call in evidence.calls if call.ended is not None), key=lambda call: call.started)
    # A call that begins at the very instant another one ends waited for that one; a heartbeat only came later.
    waited = [(one, other) for other in calls for one in calls if one.ended == other.started and one is not other]
    for earlier, later in [*waited, *itertools.pairwise(calls)]:
        if earlier.ended is not None and later.started >= earlier.ended:
            of_one_line = [call for call in calls if (call.name, call.at) == (later.name, later.at)]
            several = earlier.name == later.name and peak(of_one_line) > 1
            at = _where_they_part(earlier.route, later.route, code)
            return "limit-too-low" if several else "sequential-awaits", at
    return None


def _where_it_waits(earlier: Wait, later: Wait, code: Code) -> Place | None:
    if earlier.awaited_at is not None and earlier.task != later.task:
        return earlier.awaited_at
    assert earlier.call is not None
    assert later.call is not None
    return _where_they_part(earlier.call.route, later.call.route, code) or earlier.at


def _where_they_part(earlier: Route, later: Route, code: Code) -> Place | None:
    """The line that makes a later call wait for an earlier one: where their routes part, else the loop around both.

    What parts below a loop that awaits may well be two rounds of it.
    """
    shared: list[Place] = []
    for one, other in zip(earlier, later, strict=False):
        if one != other:
            return next((at for at in shared or earlier if _is_awaited_in_a_loop(at, code)), other)
        shared.append(one)
    in_a_loop = [at for at in later if _stands_in_a_loop(at, code)]
    around = (at for at in shared if _is_awaited_in_a_loop(at, code))
    return next(around, None) or next(reversed(in_a_loop or later), None)


def _is_awaited_in_a_loop(at: Place, code: Code) -> bool:
    return any(
        isinstance(node, ast.Await) and node.lineno <= at[1] <= (node.end_lineno or 0)
        for repeated in _repeated(code.tree(at[0]), ast.For, ast.ListComp, ast.SetComp, ast.DictComp)
        for node in ast.walk(repeated)
    )


def _stands_in_a_loop(at: Place, code: Code) -> bool:
    return any(
        node.lineno <= at[1] <= (node.end_lineno or 0) for node in _repeated(code.tree(at[0]), ast.stmt, ast.expr)
    )


def _repeated(tree: ast.Module, *kinds: type[ast.AST]) -> Iterator[ast.stmt | ast.expr]:
    """What runs again in each round of a loop of these kinds: not what a plain `for` goes through."""
    for loop in ast.walk(tree):
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


def it_handed_out_late(evidence: Evidence, unmet: Unmet | None, code: Code) -> Found:
    """Items were there before they were handed out."""
    if unmet is None or unmet.about is not About.NOTE_TIMES or unmet.values is None:
        return None
    seen, expected = unmet.values
    if not seen or len(seen) != len(expected):
        return None
    if not all(one >= other - evidence.tolerance for one, other in zip(seen, expected, strict=True)):
        return None
    items = [when for call in evidence.calls for when in call.item_ends]
    there = sorted(items or [call.end for call in evidence.calls if call.end is not None])
    late = [place for place, when in enumerate(seen) if when > expected[place] + evidence.tolerance]
    existed = (place >= len(there) or there[place] < seen[place] - evidence.tolerance for place in late)
    return ("buffered-stream", None) if any(existed) else None
