"""From the function that is at fault to the line in it, as far as what was seen can tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from grader.diagnosis.code import FUNCTIONS, Code, Function, within
from grader.diagnosis.errors import where_it_is_kept, yields_while_closing
from grader.diagnosis.sharing import kept_for_all
from grader.diagnosis.waits import Waits
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import About, Unmet

Narrow = Callable[[Place, Evidence, Unmet | None, Code], Place | None]


def narrowed(name: str, at: Place | None, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A better place for a mistake: a line in place of a whole function, or the line that made what went wrong."""
    try:
        return _narrowed(name, at, evidence, unmet, code)
    except RecursionError:  # some expression is nested by the thousand
        return at


def _narrowed(name: str, at: Place | None, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    named = unmet is not None and name == (unmet.mistake or "wrong-answer")
    if unmet is not None and named:
        near = [unmet.near] if isinstance(unmet.near, str) else unmet.near
        place = next((place for each in near if each and (place := _that_it_is_about(each, at, code))), None)
        # A prediction is the answer of one function, even if a helper makes its texts.
        if place and (name != "wrong-prediction" or (at and code.function_at(place) is _function(at, code))):
            return place
    if name == "cleanup-skipped" and at is None:
        return _cleanup_that_never_ran(at, evidence, unmet, code)
    if at is None or not (name in _ANYWHERE or name in _IN_A_FUNCTION):
        return at
    if not code.knows_what_ran() and name not in _BY_TEXT:
        return at
    of_a_function = any(function.lineno == at[1] for function in code.functions(at[0]))
    ways = _ANYWHERE.get(name, ()) + (_IN_A_FUNCTION.get(name, ()) if of_a_function else ())
    return next((place for way in ways if (place := way(at, evidence, unmet, code))), at)


_NO_WORK = re.compile(r"\s*(#|import |from )")


def _that_it_is_about(pattern: str, at: Place | None, code: Code) -> Place | None:
    """The last line that ran and reads like this: in the function at a place, else anywhere in the learner's part."""
    function = _function(at, code) if at is not None else None
    first, last = (function.lineno, function.end_lineno or 0) if function is not None else (0, 0)
    lines = [((file, number), line) for file in code for number, line in enumerate(code[file].splitlines(), start=1)]
    lines = [(place, line) for place, line in lines if re.search(pattern, line) and not _NO_WORK.match(line)]
    words = {(file, node.lineno) for file, node in code.nodes() if isinstance(node, ast.Expr) and _is_text(node)}
    places = [place for place, _ in lines if place not in words and code.ran(place) and not code.is_given(place)]
    inside = [place for place in places if at is not None and place[0] == at[0] and first <= place[1] <= last]
    return next(reversed(inside or places), None)


def _is_text(line: ast.Expr) -> bool:
    """Whether a statement is nothing but a text: a docstring."""
    return isinstance(line.value, ast.Constant)


def _where_it_adds_up(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The last line that works something out: of the function, or of a helper if no other function calls it."""
    place = _that_it_is_about(r"\b(sum|max|min)\(", at, code)
    helper = code.function_at(place)
    name = f"{helper.name}(" if helper is not None else ""
    callers = [each for each in code.functions(at[0]) if each is not helper and name in ast.unparse(each)]
    return place if helper is _function(at, code) or len(callers) == 1 else None


# Here the line may be one that should have run, and did not.
MISSED = ("error-unread", "task-leaked", "cleanup-skipped", "not-closed", "stream-not-closed")


def _function(at: Place, code: Code) -> Function | None:
    return next((function for function in code.functions(at[0]) if function.lineno == at[1]), code.function_at(at))


def _ran_in(at: Place, code: Code) -> list[ast.stmt]:
    """The statements of a function that ran, in their order, without those of functions inside."""
    function = _function(at, code)
    statements = _own(function) if function else ()
    return [line for line in statements if code.ran((at[0], line.lineno))]


def _own(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements in a node, but for those of functions and classes inside."""
    return (line for line in within(node, *FUNCTIONS, ast.ClassDef) if isinstance(line, ast.stmt))


def _what_it_returned(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `return` that ran; without one the last line that ran, but for clean-ups."""
    function = _function(at, code)
    tries = [node for node in ast.walk(function or ast.Module([], [])) if isinstance(node, ast.Try)]
    last = {line for node in tries for part in node.finalbody for line in (part, *_own(part))}
    ran = [line for line in _ran_in(at, code) if line not in last]
    returned = [line for line in ran if isinstance(line, ast.Return) and line.value is not None]
    return next(((at[0], line.lineno) for line in reversed(returned or ran)), None)


def _the_clock(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The last line of the function that sleeps, or reads a clock."""
    function = _function(at, code)
    last = function.end_lineno or 0 if function else 0
    places = _calls(code, r"sleep\(.*\)$|(time|monotonic|perf_counter)\(\)$")
    return max((place for place in places if place[0] == at[0] and at[1] <= place[1] <= last), default=None)


def _where_it_waited(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line of the function at which tasks waited longest in all."""
    return max(_waits(at, evidence, code).items(), key=lambda item: item[1], default=(None, 0))[0]


def _where_it_waited_last(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line of the function that sleeps, or one in a helper; else the one at which a task waited last."""
    places = list(_waits(at, evidence, code))
    spans = (span for lane in evidence.lanes.of("task") for span in lane.spans if span.what == "sleep()")
    slept = [*places, *(span.at for span in spans if span.at and not code.is_given(span.at))]
    return next((place for place in slept if "sleep(" in code.line(place)), places[-1] if places else None)


def _waits(at: Place, evidence: Evidence, code: Code) -> dict[Place, float]:
    """For each line of a function at which tasks waited, how long in all; the one waited at last stands last."""
    function = _function(at, code)
    last = function.end_lineno or 0 if function else 0
    spans = sorted((span for lane in evidence.lanes.of("task") for span in lane.spans), key=lambda span: span.start)
    found: dict[Place, float] = {}
    for span in spans:
        end = evidence.seconds if span.end is None else span.end
        if span.at and span.at[0] == at[0] and at[1] <= span.at[1] <= last and end > span.start:
            found[span.at] = found.pop(span.at, 0.0) + end - span.start
    return found


def _where_it_should_give_way(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """In the loop of a function the line that pauses, else its last one; without a loop the last line that ran.

    If that line awaits a function of the learner's that no task has waited in, it is the last `await` in there.
    """
    ran = _ran_in(at, code)
    inside = [line for loop in ran if isinstance(loop, (ast.For, ast.While, ast.AsyncFor)) for line in _own(loop)]
    pauses = [line for line in inside if isinstance(line, ast.Expr) and "sleep(" in ast.unparse(line)]
    line = next(reversed(pauses or inside or ran), None)
    if isinstance(line, ast.Expr) and isinstance(line.value, ast.Await) and isinstance(line.value.value, ast.Call):
        name = ast.unparse(line.value.value.func).rpartition(".")[2]
        helper = next((each for each in code.functions(at[0]) if each.name == name and each.lineno != at[1]), None)
        if helper is not None and not _waits((at[0], helper.lineno), evidence, code):
            awaits = [part for part in _ran_in((at[0], helper.lineno), code) if "await " in ast.unparse(part)]
            line = next(reversed(awaits), line)
    return (at[0], line.lineno) if line is not None else None


def _calls(code: Code, pattern: str) -> list[Place]:
    """The places of the learner's calls that ran and read like this, from the innermost on."""
    calls = ((file, node) for file, node in code.nodes() if isinstance(node, ast.Call))
    places = ((file, node.lineno) for file, node in calls if re.search(pattern, ast.unparse(node)))
    return [place for place in places if code.ran(place) and not code.is_given(place)]


def _first_call(pattern: str) -> Narrow:
    """The first of the learner's calls that ran and read like this."""
    return lambda at, evidence, unmet, code: next(iter(_calls(code, pattern)), None)


_first_completed = _first_call(r"wait\(.*FIRST_(COMPLETED|EXCEPTION)")  # goes on with the first task that has ended
_to_a_thread = _first_call(r"\b(run_in_executor|submit|Thread)\((?!.*copy_context\(\)\.run,)")  # with no context
_the_group = _first_call(r"TaskGroup\(\)$")  # cancels all that is in it
_the_only_worker = _first_call(r"^range\(1\)$")  # starts one of what there should be several of
_the_endless_queue = _first_call(r"Queue\(\)$")  # a queue without a size


def _never_ran(*calls: str, closing: bool = False) -> Narrow:
    """The line of the same function that would have done it, by itself or by a function of the learner's.

    `closing`: any function will do.
    """

    def way(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
        function = _function(at, code)
        does = {each.name for each in code.functions(at[0]) if any(call in ast.unparse(each) for call in calls)}
        words = (*calls, *(f"{name}(" for name in does))
        others = [each for each in code.functions(at[0]) if each is not function] if closing else []
        for line in (line for each in [function, *others] if each for line in _own(each)):
            inner = any(isinstance(child, ast.stmt) for child in ast.iter_child_nodes(line))
            if not inner and any(word in ast.unparse(line) for word in words) and not code.ran((at[0], line.lineno)):
                return at[0], line.lineno
        return None

    return way


def _raised_and_caught(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A `raise` that ran in a `try` whose own `except` caught it, if another error was asked for."""
    if unmet is None or unmet.about is not About.ERROR:
        return None
    for file, node in code.nodes():
        if isinstance(node, ast.Try):
            kinds = [kind for part in node.handlers for kind in getattr(part.type, "elts", [part.type])]
            caught = {ast.unparse(kind) if kind else "Exception" for kind in kinds}
            for line in (line for part in node.body for line in (part, *_own(part)) if isinstance(line, ast.Raise)):
                kind = ast.unparse(line.exc).partition("(")[0] if line.exc else ""
                if {kind, "Exception", "BaseException"} & caught and code.ran((file, line.lineno)):
                    return file, line.lineno
    return None


def _the_exit_that_is_true(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `return` with a value, in an `__exit__` or `__aexit__` of the learner's: a true one ends the error."""
    for file in code:
        for function in code.functions(file):
            for line in _ran_in((file, function.lineno), code) if function.name in ("__exit__", "__aexit__") else ():
                said = ast.unparse(line.value) if isinstance(line, ast.Return) and line.value else "None"
                if said not in ("None", "False"):
                    return file, line.lineno
    return None


def _the_task_that_ran_ahead(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where the learner's task was made in which, or in whose tasks, the last call was made."""
    lane = evidence.lanes.named("task", evidence.calls[-1].task) if evidence.calls else None
    made = None
    while lane is not None and lane.at is not None:
        made, lane = lane.at, evidence.lanes.named("task", lane.by)
    return made if made is not None and not code.is_given(made) else None


def _made_up(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A `return` of the function that asks nothing, else a line that returns a text of its own."""
    returned = _what_it_returned(at, evidence, unmet, code)
    if returned and not re.search(r"\bawait\b|\brun\(|return \w+$", code.line(returned)):
        return returned
    for file in code:
        for function in code.functions(file):
            for line in _own(function):
                own = isinstance(line, ast.Return) and isinstance(line.value, (ast.JoinedStr, ast.Constant))
                if own and code.ran((file, line.lineno)) and not code.is_given((file, line.lineno)):
                    return file, line.lineno
    return None


def _handler(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """An `except` that ran: of the function, else one that raises nothing, in a function that it calls."""
    function = _function(at, code)
    handlers = (node for node in ast.walk(function or ast.Module([], [])) if isinstance(node, ast.ExceptHandler))
    own = next(((at[0], node.lineno) for node in handlers if code.ran((at[0], node.body[0].lineno))), None)
    return own or where_it_is_kept("", code)


def _written_over(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that writes what its function had read before an `await`: others may have written it meanwhile.

    An attribute counts if the check says so; what is nonlocal or global always does.
    """
    attributes = unmet is not None and unmet.mistake == "check-then-act"
    for function in code.functions(at[0]):
        declared = (node for node in ast.walk(function) if isinstance(node, (ast.Nonlocal, ast.Global)))
        shared = {name for node in declared for name in node.names}
        read: set[str] = set()
        waited: set[str] = set()  # and read before an `await`
        for line in _ran_in((at[0], function.lineno), code):
            for part in within(line, ast.stmt):
                if isinstance(part, ast.Await):
                    waited |= read
                elif isinstance(part, (ast.Name, ast.Attribute)) and isinstance(part.ctx, ast.Load):
                    read.add(ast.unparse(part))
            written = {ast.unparse(target) for target in getattr(line, "targets", [])} & waited
            if any(name in shared or (attributes and "." in name) for name in written):
                return at[0], line.lineno
    return None


def _written_after_an_await(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that changes an attribute behind an `await`, and gives nothing back: another function looked at it."""
    for function in code.functions(at[0]):
        waited = False
        tries = [node for node in ast.walk(function) if isinstance(node, ast.Try)]
        back = [line for node in tries for part in (*node.handlers, *node.finalbody) for line in (part, *_own(part))]
        for line in _ran_in((at[0], function.lineno), code):
            if waited and isinstance(line, ast.AugAssign) and "." in ast.unparse(line.target) and line not in back:
                return at[0], line.lineno
            waited = waited or any(isinstance(part, ast.Await) for part in within(line, ast.stmt))
    return None


def _cleanup_that_never_ran(at: Place | None, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that would have called the service that cleans up."""
    service = unmet.service if unmet is not None else None
    places = [at] if at is not None else [(file, node.lineno) for file in code for node in code.functions(file)]
    ways = (_never_ran(f"{service}(")(place, evidence, unmet, code) for place in places if service)
    return next((place for place in ways if place), None)


def _that_let_it_pass(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `except` around a call that failed or was cancelled, if it caught something else."""
    for call in (call for call in reversed(evidence.calls) if call.outcome in ("cancelled", "failed")):
        for file, line in reversed(call.route):
            tries = [node for node in ast.walk(code.tree(file)) if isinstance(node, ast.Try) and node.handlers]
            around = [node for node in tries if node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0)]
            caught = any(code.ran((file, part.body[0].lineno)) for node in around for part in node.handlers)
            if around and not caught and not code.is_given((file, line)):
                return file, around[-1].handlers[-1].lineno
    return None


def _that_would_have_woken(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that tells those who wait for an event, a condition or a future, and did not run.

    It is not to blame if the wait holds the loop: then nothing else could run.
    """
    there = [seen for seen in evidence.waiting if seen.at == at]
    waits = any("a future" in seen.what for seen in there) or re.search(r"\bwait(_for)?\(|\bdef ", code.line(at))
    if not waits or any(seen.text for seen in there):
        return None
    functions = [
        (at[0], function.lineno) for function in code.functions(at[0]) if not code.is_given((at[0], function.lineno))
    ]
    ways = (
        _never_ran(".set()", ".notify_all()", ".notify(", ".set_result(", ".set_exception(")(
            place, evidence, unmet, code
        )
        for place in functions
    )
    return next((place for place in ways if place and len(_ran_in(place, code)) > 0), None)


def _woke_too_few(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where an event is cleared, or only one of several woken."""
    return next(iter(_calls(code, r"\.(clear|notify)\(\)$")), None) if "wait" in code.line(at) else None


def _the_group_that_failed(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A TaskGroup in which a task failed at the moment at which a call was cancelled."""
    failed = [lane.end for lane in evidence.lanes.of("task") if lane.how == "failed" and lane.end is not None]
    cancelled = [call.end for call in evidence.calls if call.outcome == "cancelled" and call.end is not None]
    same = any(abs(one - other) <= evidence.tolerance for one in failed for other in cancelled)
    return _the_group(at, evidence, unmet, code) if same else None


def _an_async_special_method(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `async def` of a method that Python itself calls, and never awaits."""
    defined = ((file, node) for file, node in code.nodes() if isinstance(node, ast.AsyncFunctionDef))
    special = ((file, node.lineno) for file, node in defined if re.fullmatch(r"__(?!a).*__", node.name))
    return next(special, None)


def _cancels(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The one line that cancels; of a helper, the one line that calls it."""
    places = _calls(code, r"\.cancel\([^()]*\)$")
    return (_who_calls_the_helper(places[0], evidence, unmet, code) or places[0]) if len(places) == 1 else None


def _who_calls_the_helper(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The one line that calls the function of a line, if the exercise asks for no function of that name."""
    function = code.function_at(at)
    if function is None or code.is_asked_for(function, at[0]):
        return None
    callers = _calls(code, rf"\b{function.name}\([^()]*\)$")
    return callers[0] if len(callers) == 1 else None


def _who_awaited_its_task(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that awaited the task of a call that was cut off: who is cancelled there cancels that task."""
    for call in (call for call in evidence.calls if call.at == at and call.outcome == "cancelled"):
        lane = evidence.lanes.named("task", call.task)
        for other in evidence.lanes.of("task"):
            waits = (span for span in other.spans if span.end == call.end and span.what.startswith("task "))
            if lane is not None and other is not lane and (span := next(waits, None)) and span.at:
                return span.at
    return None


def _the_frame_that_cancelled(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where an error came out of a function that itself had cancelled what it awaited."""
    frames = evidence.error.frames if evidence.error is not None else ()
    cancelled = {code.function_at(place) for place in _calls(code, r"\.cancel\([^()]*\)$")}
    return next((frame[:2] for frame in frames if code.function_at(frame[:2]) in cancelled), None)


def _what_the_handler_returned(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A `return` in an `except` of the function."""
    function = _function(at, code)
    handlers = (node for node in ast.walk(function or ast.Module([], [])) if isinstance(node, ast.ExceptHandler))
    returned = ((at[0], line.lineno) for node in handlers for line in _own(node) if isinstance(line, ast.Return))
    return next((place for place in returned if code.ran(place)), None)


def _who_said_so(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The call of the function that raises, if the text of the error is made of what it was given."""
    function, frames = code.function_at(at), evidence.error.frames if evidence.error is not None else ()
    given = [argument.arg for argument in function.args.args] if function is not None else []
    said = len(frames) > 1 and any(re.search(rf"\b{name}\b", code.line(at)) for name in given if name != "self")
    return frames[-2][:2] if said else None


def _the_call_beside_the_clean_up(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where a clean-up was called once more: not the `finally` that does it in any case, and not inside a task."""
    tries = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, ast.Try)]
    cleaning = {line.lineno for node in tries for part in node.finalbody for line in (part, *_own(part))}
    caught = {line.lineno for node in tries for part in node.handlers for line in _own(part)}
    call = next((call for call in evidence.calls if call.at == at), None)
    if call is None:
        return None
    same = [one for one in evidence.calls if one.name == call.name]
    if at[1] in cleaning:
        twins = (one.at for one in same if one.at and one.at != at and repr(one.args) == repr(call.args))
        return next((place for place in twins if place[1] not in cleaning), None)
    callers = [one.route[-2] for one in same if len(one.route) > 1]
    if len(call.route) > 1 and any(caller != call.route[-2] for caller in callers):
        return callers[-1]
    lane = evidence.lanes.named("task", call.task)
    made = lane.at if lane is not None else None
    return made if made is not None and made[0] == at[0] and made[1] in cleaning | caught else None


def _where_it_was_kept(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that collected items which another line hands on later, unless it is seen where that one waited."""
    if unmet is None or at != unmet.at:
        return None
    for file in code:
        for function in code.functions(file):
            read = {
                ast.unparse(line.iter) for line in ast.walk(function) if isinstance(line, (ast.For, ast.comprehension))
            }
            for node in ast.walk(function):
                place = (file, getattr(node, "lineno", 0))
                kept = isinstance(node, ast.ListComp) and any(part.is_async for part in node.generators)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
                    kept = ast.unparse(node.func.value) in read
                if kept and code.ran(place) and not code.is_given(place):
                    return place
    return None


def _where_it_waits_for_ever(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The longest wait of all, but for those of functions inside the function."""
    function = _function(at, code)
    last = function.end_lineno or 0 if function else 0
    longest: tuple[float, Place | None] = (0.0, None)
    for span in (span for lane in evidence.lanes.of("task") for span in lane.spans):
        inside = span.at and span.at[0] == at[0] and at[1] <= span.at[1] <= last
        if span.at and not (inside and code.function_at(span.at) is not function) and not code.is_given(span.at):
            end = evidence.seconds if span.end is None else span.end
            longest = max(longest, (end - span.start, span.at), key=lambda item: item[0])
    return longest[1]


def _what_was_opened(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line of the first call: that opened it, or began to make too much."""
    return evidence.calls[0].at if evidence.calls else None


def _what_was_asked_last(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line of the last call: what was not wanted any more."""
    return next((call.at for call in reversed(evidence.calls) if call.at), None)


def _the_limit_that_is_made_anew(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line in a function that makes a semaphore or a lock, if there is one beside `__init__`."""
    functions = ((place, code.function_at(place)) for place in _calls(code, r"^[\w.]*(Semaphore|Lock)\("))
    return next((place for place, function in functions if function and function.name != "__init__"), None)


def _beside_its_limit(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """An `await` behind the block that takes a place, in the function of a line or in one that it starts."""
    for function in code.functions(at[0]):
        here = function is code.function_at(at)
        if here or f"{function.name}(" in code.line(at):
            blocks = [node for node in within(function, *FUNCTIONS) if isinstance(node, ast.AsyncWith)]
            ends = [node.end_lineno or 0 for node in blocks if code.ran((at[0], node.body[0].lineno))]
            ran = _ran_in((at[0], function.lineno), code) if ends and not (here and at[1] <= max(ends)) else []
            if behind := [line for line in ran if line.lineno > max(ends) and "await " in ast.unparse(line)]:
                return at[0], behind[0].lineno
    return None


def _released_without_a_place(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `acquire` in a `try` whose `finally` releases, also if nothing was acquired."""
    for file, node in code.nodes():
        if isinstance(node, ast.Try) and any(".release(" in ast.unparse(line) for line in node.finalbody):
            taken = (line for line in node.body if re.search(r"\.acquire\(", ast.unparse(line).partition("\n")[0]))
            if place := next(((file, line.lineno) for line in taken if code.ran((file, line.lineno))), None):
                return place
    return None


def _the_second_limit(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Of several lines in one function that make a semaphore the last one: what has its own limit shares none."""
    made = _calls(code, r"^[\w.]*Semaphore\(")
    together = [place for place in made if code.function_at(place) is code.function_at(made[0])]
    return max(together) if len(set(together)) > 1 else None


def _the_first_loop(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where the first of several loops was made: what was opened in it ended with it."""
    places = [loop.at for loop in evidence.learner_loops if loop.at]
    return places[0] if len(set(places)) > 1 else None


def _the_mark_without_a_loop(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where pytest is told to run a fixture, or the tests, in another loop than that of the module."""
    words = r"(mark\.asyncio|asyncio\.fixture)\b"
    marks = [line for text in code.values() for line in text.splitlines() if re.search(words, line)]
    if not any('loop_scope="module"' in line for line in marks):
        return None
    return _that_it_is_about(rf"^(?!.*loop_scope=\"module\").*{words}", None, code)


def _the_closing_that_waits_for_nothing(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The first line of a function that closes everything, ran, and awaited nothing."""
    for file in code:
        for function in code.functions(file):
            ran = _ran_in((file, function.lineno), code) if function.name in ("close", "aclose", "stop") else []
            if ran and not any(isinstance(node, ast.Await) for node in ast.walk(function)):
                return file, ran[0].lineno
    return None


def _the_wait_that_gave_up(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The last wait of the learner's whose time was up."""
    return next((seen.at for seen in reversed(evidence.expired) if seen.at), None)


def _the_caller(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that called the function in which a call was made."""
    routes = (call.route for call in evidence.calls if call.at == at)
    return next((route[-2] for route in routes if len(route) > 1), None)


def _what_came_before(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """What a late call of a helper waited for, if that stands in another function than the call."""
    call = next((call for call in evidence.calls if call.at == at), None)
    waits = Waits(evidence).before(call.task, call.start) if call is not None else []
    before = waits[0].at if waits else None
    return before if before and code.function_at(before) is not code.function_at(at) and code.ran(before) else None


def _the_line_that_runs_it_again(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """If a function that is asked for made several loops: the line of another one that calls it, or hands it over."""
    function = code.function_at(at)
    often = sum(loop.at == at for loop in evidence.learner_loops) > 1
    if function is None or not often or not code.is_asked_for(function, at[0]):
        return None
    calls = _calls(code, rf"\b{function.name}\(|\b(map|submit|to_thread|run_in_executor)\(.*\b{function.name}\b")
    return next((place for place in calls if code.function_at(place) not in (function, None)), None)


def _what_the_call_waited_for(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line at which the task of a call that came late had waited until then."""
    call = unmet.call if unmet is not None else None
    lane = evidence.lanes.named("task", call.task) if call is not None else None
    spans = lane.spans if lane is not None else []
    return next((span.at for span in reversed(spans) if call and span.end == call.start and span.at), None)


def _the_line_that_awaits_it_again(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """For a line in no loop: the one that awaits its function in a loop, or the last of several in a function."""
    function = code.function_at(at)
    loops = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, _REPEATED)]
    if function is None or any(loop.lineno <= at[1] <= (loop.end_lineno or 0) for loop in loops):
        return None
    if re.search(r"async with|\.acquire\(", code.line(at)):  # a lock makes others wait, and is no wait of its own
        return None
    own = (f"{function.name}(", f"self.{function.name}(")

    def places(root: ast.AST) -> list[Place]:
        awaits = (node for node in ast.walk(root) if isinstance(node, ast.Await))
        lines = sorted({node.lineno for node in awaits if ast.unparse(node.value).startswith(own)})
        return [(at[0], line) for line in lines if code.ran((at[0], line))]

    callers = (places(each) for each in code.functions(at[0]) if each is not function)
    found = [*(each[0] for each in map(places, loops) if each), *(each[-1] for each in callers if len(each) > 1)]
    return next(iter(found), None)


_REPEATED = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp)


def _is_closed_there(at: Place, code: Code) -> bool:
    """Whether a line goes through a stream that an `aclosing` of the same function holds."""
    stream = re.search(r" in (\w+):", code.line(at))
    function = code.function_at(at)
    return bool(stream and function and f") as {stream[1]}:" in ast.unparse(function))


def _closes_or_ran(place: Place, words: str, code: Code) -> bool:
    """Whether a line ran; of one that closes something, whether anything of its function did."""
    function = code.function_at(place) if words == ".aclose()" else None
    return bool(_ran_in((place[0], function.lineno), code)) if function else code.ran(place)


def _the_closing(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that closes a stream, and did not do it here; else the one that goes through one that nothing closes."""
    for words in (".aclose()", "async for "):
        for file in code:
            lines = (number for number, line in enumerate(code[file].splitlines(), start=1) if words in line)
            places = ((file, line) for line in lines if _closes_or_ran((file, line), words, code))
            places = (place for place in places if not _is_closed_there(place, code))
            if place := next((place for place in places if not code.is_given(place)), None):
                return place
    return None


def _made_at_import(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where the module, or an `__init__`, makes what this line uses, if that belongs to a loop."""
    text = code.line(at)
    for line in code.tree(at[0]).body:
        if isinstance(line, (ast.Assign, ast.AnnAssign)) and line.value and "asyncio." in ast.unparse(line.value):
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            if any(isinstance(name, ast.Name) and name.id in text for name in targets):
                return at[0], line.lineno
    for function in (each for each in code.functions(at[0]) if each.name == "__init__"):
        for line in _own(function):
            if re.search(r"asyncio\.(Semaphore|Lock|Queue|Event|Condition)\(", ast.unparse(line)):
                return at[0], line.lineno
    return None


def _the_size(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where a pool of threads of one's own is made, or a semaphore or a queue of a size that is written there.

    A semaphore that a function makes for itself is seen where it is waited for.
    """
    waits = "async with" in code.line(at)
    around = [each for each in code.functions(at[0]) if waits and each.lineno <= at[1] <= (each.end_lineno or 0)]
    made = _calls(code, r"ThreadPoolExecutor\(.*\)$|Queue\((maxsize=)?\d+\)$")
    tasks = evidence.lanes.of("task")  # of more than 40 a player does not tell what they wait for
    waited = len(tasks) > 40 or any("Semaphore" in span.what for lane in tasks for span in lane.spans)
    limits = _calls(code, r"Semaphore\((value=)?\d+\)$") if waited else []
    made += [place for place in limits if not any(each.lineno <= place[1] <= (each.end_lineno or 0) for each in around)]
    return next(iter(made), None)


def _the_queue(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where a queue with a size is made, unless it is seen which call came too soon."""
    made = _calls(code, r"Queue\(.+\)$") if unmet is not None and unmet.at is None else []
    return next(iter(made), None)


_BY_TEXT = ("plain-mock", "wrong-loop")  # what is wrong is told by the text alone
_ANSWERS = ("wrong-answer", "call-missing", "error-as-answer", "lost-update", "order-assumed")
_ANYWHERE: dict[str, tuple[Narrow, ...]] = {
    "task-leaked": (_never_ran(".cancel()"), _first_completed, _the_closing_that_waits_for_nothing),
    "shield-orphan": (_the_closing_that_waits_for_nothing, _the_wait_that_gave_up),
    "error-as-answer": (_what_the_handler_returned,),
    "coroutine-reused": (lambda at, evidence, unmet, code: _that_it_is_about("^ *@.*cache", None, code),),
    "lost-update": (_the_limit_that_is_made_anew,),
    "unhelpful-error": (_who_said_so,),
    "sequential-awaits": (_the_only_worker, _the_line_that_awaits_it_again),
    "limit-too-low": (_the_size,),
    "plain-mock": (_first_call(r"\bMock\(|\bMagicMock\("),),
    "cancelled-work-raised": (_the_frame_that_cancelled,),
    "context-lost": (_to_a_thread,),
    "deadline-missed": (_the_line_that_awaits_it_again,),
    "called-too-often": (_the_call_beside_the_clean_up,),
    "retried-in-vain": (_handler,),
    "buffered-stream": (_where_it_was_kept,),
    "wrong-answer": (_written_over,),
    "no-backpressure": (_the_endless_queue, _the_queue),
    "cleanup-cut-off": (_who_awaited_its_task, _cancels),
    "error-unread": (_never_ran(".exception()", ".result()"),),
    "deadlock": (_woke_too_few, _that_would_have_woken),
    "async-special-method": (_an_async_special_method,),
    "cancelled-too-much": (_first_completed, _the_group_that_failed, _cancels, _the_group),
    "limit-exceeded": (
        _beside_its_limit,
        _released_without_a_place,
        _the_second_limit,
        _the_limit_that_is_made_anew,
    ),
    "nested-run": (_raised_and_caught,),
    "cancel-not-awaited": (_who_calls_the_helper,),
    "never-discarded": (_first_call(r"\.add_done_callback\("),),  # it does not take out what was put in
    "group-not-caught": (lambda at, evidence, unmet, code: _that_it_is_about(r"^\s*except ?\*", at, code),),
    "no-jitter": (_first_call(r"\b(random|uniform|randint|randrange|triangular|choice)\("),),  # drawn, and kept
    "wrong-thread": (lambda at, evidence, unmet, code: next((loop.at for loop in evidence.extra_loops), None),),
    "wrong-loop": (_the_mark_without_a_loop, _the_first_loop, _made_at_import),
    "needless-wait": (_what_the_call_waited_for, _where_it_was_kept, _the_caller, _what_came_before),
    "extra-loop": (_the_line_that_runs_it_again,),
}
_IN_A_FUNCTION: dict[str, tuple[Narrow, ...]] = {
    **dict.fromkeys(_ANSWERS, (_what_it_returned,)),
    **dict.fromkeys(("sequential-awaits", "limit-too-low"), (_where_it_waited,)),
    "no-backpressure": (_what_was_opened,),
    **dict.fromkeys(("too-slow", "needless-wait", "deadline-missed"), (_where_it_waited_last,)),
    "answer-not-asked": (_made_up, _what_it_returned),
    "wrong-order": (_what_it_returned,),
    "error-swallowed": (_the_exit_that_is_true, _handler, _what_it_returned),
    "check-then-act": (_written_over, _written_after_an_await),
    "unhelpful-error": (_made_up,),
    "cleanup-skipped": (_cleanup_that_never_ran, _that_let_it_pass, _what_it_returned),
    "shared-state": (lambda at, evidence, unmet, code: kept_for_all(code),),
    "wrong-prediction": (_where_it_adds_up,),
    **dict.fromkeys(("not-cancelled", "cancelled-too-much", "failure-kept"), (_where_it_waited_last,)),
    "task-leaked": (_cancels, _where_it_waited_last, _what_it_returned),
    "gave-up-too-soon": (_first_completed, _where_it_waited_last),
    "loop-starved": (_where_it_should_give_way,),
    "wait-skipped": (_first_completed, _where_it_should_give_way),
    "stream-not-closed": (_the_closing,),
    "not-closed": (
        _never_ran(".close()", ".aclose()", ".stop()", "__aexit__", "__exit__", closing=True),
        _what_was_opened,
    ),
    "buffered-stream": (_where_it_waited, _what_it_returned),
    "check-too-weak": (_what_it_returned,),
    "test-by-the-clock": (_the_clock,),
    "check-too-strict": (_what_it_returned,),
    "cancel-not-awaited": (_where_it_waited,),
    "no-deadline": (_where_it_waits_for_ever,),
    "ran-ahead": (_the_task_that_ran_ahead, _what_was_asked_last),
    "yield-while-closing": (lambda at, evidence, unmet, code: yields_while_closing(code),),
}
