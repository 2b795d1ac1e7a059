"""From the function that is at fault to the line in it, as far as what was seen can tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from grader.diagnosis.code import FUNCTIONS, Code, Function
from grader.diagnosis.errors import yields_while_closing
from grader.judge.evidence import Evidence, Place
from grader.judge.unmet import Unmet

Narrow = Callable[[Place, Evidence, Unmet | None, Code], Place | None]


def narrowed(name: str, at: Place | None, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A better place for a mistake: a line in place of a whole function, or the line that made what went wrong."""
    if at is None or not (name in _ANYWHERE or name in _IN_A_FUNCTION) or not code.knows_what_ran():
        return at
    of_a_function = any(function.lineno == at[1] for function in code.functions(at[0]))
    ways = _ANYWHERE.get(name, ()) + (_IN_A_FUNCTION.get(name, ()) if of_a_function else ())
    return next((place for way in ways if (place := way(at, evidence, unmet, code))), at)


# Here the line may be one that should have run, and did not.
MISSED = ("task-leaked", "cleanup-skipped", "not-closed", "stream-not-closed")


def _function(at: Place, code: Code) -> Function | None:
    return next((function for function in code.functions(at[0]) if function.lineno == at[1]), code.function_at(at))


def _ran_in(at: Place, code: Code) -> list[ast.stmt]:
    """The statements of a function that ran, in their order, without those of functions inside."""
    function = _function(at, code)
    statements = _own(function) if function else ()
    return [line for line in statements if code.ran((at[0], line.lineno))]


def _own(node: ast.AST) -> Iterator[ast.stmt]:
    left = [*ast.iter_child_nodes(node)][::-1]
    while left:  # no recursion: a submission may nest expressions by the thousand
        child = left.pop()
        if isinstance(child, (*FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(child, ast.stmt):
            yield child
        left += [*ast.iter_child_nodes(child)][::-1]


def _what_it_returned(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `return` that ran; without one the last line that ran, but for clean-ups."""
    function = _function(at, code)
    tries = [node for node in ast.walk(function or ast.Module([], [])) if isinstance(node, ast.Try)]
    last = {line for node in tries for part in node.finalbody for line in (part, *_own(part))}
    ran = [line for line in _ran_in(at, code) if line not in last]
    returned = [line for line in ran if isinstance(line, ast.Return) and line.value is not None]
    return next(((at[0], line.lineno) for line in reversed(returned or ran)), None)


def _last_assert(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The last assertion that ran."""
    asserted = [line for line in _ran_in(at, code) if isinstance(line, ast.Assert)]
    return (at[0], asserted[-1].lineno) if asserted else None


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
    """The line of the function that sleeps, else the one at which a task waited last."""
    places = list(_waits(at, evidence, code))
    return next((place for place in places if "sleep(" in code.line(place)), places[-1] if places else None)


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
    """In the loop of a function the line that pauses, else its last one; without a loop the last line that ran."""
    ran = _ran_in(at, code)
    inside = [line for loop in ran if isinstance(loop, (ast.For, ast.While, ast.AsyncFor)) for line in _own(loop)]
    pauses = [line for line in inside if isinstance(line, ast.Expr) and "sleep(" in ast.unparse(line)]
    return next(((at[0], line.lineno) for line in reversed(pauses or inside or ran)), None)


def _calls(code: Code, pattern: str) -> list[Place]:
    """The places of the learner's calls that ran and read like this, from the innermost on."""
    calls = ((file, node) for file, node in code.nodes() if isinstance(node, ast.Call))
    places = ((file, node.lineno) for file, node in calls if re.search(pattern, ast.unparse(node)))
    return [place for place in places if code.ran(place) and not code.is_given(place)]


def _first_completed(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that goes on with the first task that has ended."""
    return next(iter(_calls(code, r"wait\(.*FIRST_(COMPLETED|EXCEPTION)")), None)


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
    """An `except` of the function that ran."""
    function = _function(at, code)
    handlers = (node for node in ast.walk(function or ast.Module([], [])) if isinstance(node, ast.ExceptHandler))
    return next(((at[0], node.lineno) for node in handlers if code.ran((at[0], node.body[0].lineno))), None)


def _cleanup_that_never_ran(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that would have called the service that cleans up."""
    service = unmet.service if unmet is not None else None
    return _never_ran(f"{service}(")(at, evidence, unmet, code) if service else None


def _woke_too_few(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where an event is cleared, or only one of several woken."""
    return next(iter(_calls(code, r"\.(clear|notify)\(\)$")), None) if "wait" in code.line(at) else None


def _the_group(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """A TaskGroup, which cancels all that is in it."""
    return next(iter(_calls(code, r"TaskGroup\(\)$")), None)


def _an_async_special_method(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The `async def` of a method that Python itself calls, and never awaits."""
    defined = ((file, node) for file, node in code.nodes() if isinstance(node, ast.AsyncFunctionDef))
    special = ((file, node.lineno) for file, node in defined if re.fullmatch(r"__(?!a).*__", node.name))
    return next(special, None)


def _cancels(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The one line that cancels."""
    places = _calls(code, r"\.cancel\([^()]*\)$")
    return places[0] if len(places) == 1 else None


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


def _the_first_loop(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where the first of several loops was made: what was opened in it ended with it."""
    places = [loop.at for loop in evidence.learner_loops if loop.at]
    return places[0] if len(set(places)) > 1 else None


def _the_caller(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that called the function in which a call was made."""
    routes = (call.route for call in evidence.calls if call.at == at)
    return next((route[-2] for route in routes if len(route) > 1), None)


def _the_loop_that_awaits_it(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that awaits the function of this line again and again, if this line is in no loop itself."""
    function = code.function_at(at)
    loops = [node for node in ast.walk(code.tree(at[0])) if isinstance(node, _REPEATED)]
    if function is None or any(loop.lineno <= at[1] <= (loop.end_lineno or 0) for loop in loops):
        return None
    awaits = (node for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Await))
    own = (f"{function.name}(", f"self.{function.name}(")
    lines = ((at[0], node.lineno) for node in awaits if ast.unparse(node.value).startswith(own))
    return next((place for place in lines if code.ran(place)), None)


_REPEATED = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp)


def _the_closing(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """The line that closes a stream, and did not do it here; else the one that goes through the stream."""
    for words in (".aclose()", "async for "):
        for file in code:
            lines = (number for number, line in enumerate(code[file].splitlines(), start=1) if words in line)
            places = ((file, line) for line in lines if words == ".aclose()" or code.ran((file, line)))
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
    around = [each for each in code.functions(at[0]) if each.lineno <= at[1] <= (each.end_lineno or 0)]
    made = _calls(code, r"ThreadPoolExecutor\(.*\)$|Queue\((maxsize=)?\d+\)$")
    limits = _calls(code, r"Semaphore\((value=)?\d+\)$")
    made += [place for place in limits if not any(each.lineno <= place[1] <= (each.end_lineno or 0) for each in around)]
    return next(iter(made), None)


def _the_endless_queue(at: Place, evidence: Evidence, unmet: Unmet | None, code: Code) -> Place | None:
    """Where a queue without a size is made."""
    return next(iter(_calls(code, r"Queue\(\)$")), None)


_ANSWERS = ("wrong-answer", "call-missing", "error-as-answer", "lost-update", "order-assumed")
_ANYWHERE: dict[str, tuple[Narrow, ...]] = {
    "task-leaked": (_never_ran(".cancel()"), _first_completed),
    "sequential-awaits": (_the_loop_that_awaits_it,),
    "limit-too-low": (_the_size,),
    "no-backpressure": (_the_endless_queue, _what_was_opened),
    "cleanup-cut-off": (_cancels,),
    "deadlock": (_woke_too_few,),
    "async-special-method": (_an_async_special_method,),
    "cancelled-too-much": (_cancels, _the_group),
    "limit-exceeded": (_the_limit_that_is_made_anew,),
    "wrong-loop": (_the_first_loop, _made_at_import),
    "needless-wait": (_the_caller,),
}
_IN_A_FUNCTION: dict[str, tuple[Narrow, ...]] = {
    **dict.fromkeys(_ANSWERS, (_what_it_returned,)),
    **dict.fromkeys(("sequential-awaits", "limit-too-low", "no-backpressure"), (_where_it_waited,)),
    **dict.fromkeys(("too-slow", "needless-wait", "deadline-missed"), (_where_it_waited_last,)),
    "answer-not-asked": (_made_up, _what_it_returned),
    "error-swallowed": (_handler, _what_it_returned),
    "cleanup-skipped": (_cleanup_that_never_ran, _what_it_returned),
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
    "check-too-weak": (_last_assert, _what_it_returned),
    "test-by-the-clock": (_the_clock,),
    "no-deadline": (_where_it_waited,),
    "ran-ahead": (_what_was_asked_last,),
    "yield-while-closing": (lambda at, evidence, unmet, code: yields_while_closing(code),),
}
