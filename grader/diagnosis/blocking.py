"""What held a loop: how long, what stood still meanwhile, and the advice that fits this very call."""

from __future__ import annotations

import ast
import re

from grader.diagnosis.code import Code
from grader.judge.evidence import Blocked, Computed, Evidence, Place
from grader.judge.words import took

_MOST_NAMED = 3
_A_THREAD = "A thread is fine; waiting for it here is not."

# What was called -> what to do instead. The first that fits.
_ADVICE = {
    r"time\.sleep": "`await asyncio.sleep(…)`: the others get their turn meanwhile.",
    r"services\.": "Await an async version of it, if `services.py` has one; else move it to a thread: "
    "`await asyncio.to_thread(f, x)`.",
    r"Future\.|concurrent\.futures\.": f"{_A_THREAD} Await what it gives: `await asyncio.wrap_future(future)`, or from "
    "the start `await asyncio.to_thread(f, x)`.",
    r"Thread\.join": f"{_A_THREAD} `await asyncio.to_thread(thread.join)`; and if it runs one function only, "
    "`await asyncio.to_thread(f, x)` needs no thread of yours.",
    r"ThreadPoolExecutor\.": f"{_A_THREAD} Leaving the `with` block of a pool waits for its work: await that first, "
    "`await loop.run_in_executor(pool, f, x)`.",
    r"queue\.": "Between coroutines an `asyncio.Queue`, and `await` it. If a thread is at the other end: "
    "`await asyncio.to_thread(items.get)`.",
    r"Event\.wait|Condition\.|Barrier\.": "Between coroutines an `asyncio.Event`, and `await` it; a thread sets it "
    "by `loop.call_soon_threadsafe(event.set)`. Or wait in a thread: `await asyncio.to_thread(event.wait)`.",
    r"lock\.acquire|RLock\.|Semaphore\.": "Between coroutines an `asyncio.Lock`, with `async with`. If threads "
    "share it: hold it only in functions that run in a thread, `await asyncio.to_thread(f, x)`.",
    r"subprocess\.|os\.system|os\.posix_spawn": "`await asyncio.create_subprocess_exec(…)`, or all of it in a thread: "
    "`await asyncio.to_thread(f, x)`.",
    r"socket\.": "Use an async client, or `await asyncio.open_connection(…)`; a plain one goes into a thread: "
    "`await asyncio.to_thread(f, x)`.",
    r"open\(": "Files wait too. Hand the whole of it to a thread: `await asyncio.to_thread(path.read_text)`.",
}


def what_happened(evidence: Evidence, at: Place | None) -> str:
    """A sentence: what held the loop at this place, for how long, what stood still. Empty if that is not known."""
    held = _held_at(evidence, at)
    if not held:
        return ""
    seconds = sum(blocked.end - blocked.start for blocked in held)
    call = f"`{held[0].call}`"
    if not seconds:
        return f"Here {call} waits for something real."
    often = f" {len(held)} times, for {took(seconds)} in all" if len(held) > 1 else f" for {took(seconds)}"
    names = stood_still(evidence, held[0].loop, held[0].task, held[0].start, held[-1].end)
    return f"Here {call} held it{often} (simulated){_meanwhile(names)}."


def advice(evidence: Evidence, at: Place | None) -> str:
    """What to do instead of the call that held the loop at this place. Empty if the general advice is best."""
    held = _held_at(evidence, at)
    call = held[0].call if held else ""
    return next((words for pattern, words in _ADVICE.items() if re.match(pattern, call)), "")


def stood_still(evidence: Evidence, loop: int, task: int, start: float, end: float) -> list[str]:
    """The names of the tasks of a loop that were there between `start` and `end`, but for the one that held it."""
    there = [
        lane
        for lane in evidence.lanes.of("task")
        if lane.loop == loop
        and lane.number != task
        and lane.start <= end
        and (lane.end is None or lane.end > start)
        and not lane.name.startswith("BaseEventLoop.shutdown_")
    ]
    names = ("the caller" if lane.number == 0 and lane.at is None else f"{lane.name}()" for lane in there)
    return list(dict.fromkeys(names))


def _meanwhile(names: list[str]) -> str:
    if not names:
        return ""
    rest = len(names) - _MOST_NAMED
    last = f"{rest} more" if rest > 0 else names[-1]
    others = ", ".join(names[:_MOST_NAMED] if rest > 0 else names[:-1])
    return f"; {others}{' and ' if others else ''}{last} stood still meanwhile"


def _held_at(evidence: Evidence, at: Place | None) -> list[Blocked]:
    here = [blocked for blocked in evidence.blocked if blocked.at == at]
    return [blocked for blocked in here if blocked.call == here[0].call]


# --- computing -----------------------------------------------------------------------------------------


def it_computed(evidence: Evidence, unmet: object, code: Code) -> tuple[str, Place | None] | None:
    """The rule: one step of a loop computed for very long."""
    if not evidence.computed:
        return None
    return "cpu-in-the-loop", where(evidence.computed[0], code)


def computed(evidence: Evidence) -> str:
    """How long one step computed, and what stood still."""
    first = evidence.computed[0]
    names = stood_still(evidence, first.loop, first.task, first.when, first.when)
    return f"It took more than {took(first.seconds)} of CPU time in one step{_meanwhile(names)}."


def where(found: Computed, code: Code) -> Place | None:
    """The loop that went round and round, if there is one: which of its lines was seen is a matter of chance."""
    if found.at is None:
        return None
    file, first = found.at
    last = found.lines[-1]
    around = [node for node in ast.walk(code.tree(file)) if isinstance(node, (ast.For, ast.While))]
    fitting = [node for node in around if node.lineno <= first and last <= (node.end_lineno or 0)]
    return next(((file, node.lineno) for node in fitting if not _waits(node)), found.at)


def _waits(node: ast.AST) -> bool:
    return any(isinstance(inner, (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield)) for inner in ast.walk(node))
