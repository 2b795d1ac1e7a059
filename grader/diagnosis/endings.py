"""A sentence for every way a match can end before its scenario does."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence

from grader.judge.evidence import Evidence, Place, Seen
from grader.wire import MESSAGE_BYTES

MOST_NAMED = 8  # tasks and threads of a standstill


def ending(evidence: Evidence, sources: Mapping[str, str] | None = None) -> str:
    """Say how the match ended, in words for the learner. Empty for the ordinary ends.

    `sources` are the learner's files by name: a line of one of them is shown with its text.
    """
    waiting = _who_waits(evidence.waiting, sources or {})
    detail = evidence.detail
    match evidence.end:
        case "syntax":
            return f"{_file(evidence.at)} does not compile: {detail.get('text', 'invalid syntax')}{_line(evidence.at)}."
        case "import":
            return f"The module could not be imported: it raised {evidence.error}."
        case "deadlock":
            failed = [*evidence.threads_died, *evidence.tasks_failed]
            died = [f"  {seen.what} has ended with {seen.error}{_line(seen.at)}" for seen in failed]
            died += [f"  a callback has ended with {seen.error}{_line(seen.at)}" for seen in evidence.callbacks_failed]
            head = "Everything waits and nothing will ever wake it."
            return "\n".join([head, *waiting, *died])
        case "polling":
            return f"Your code asked over and over and never waited{_line(evidence.at)}."
        case "runaway":
            head = f"Your code never came to an end: after {evidence.seconds:g} simulated seconds it still waits."
            return "\n".join([head, *waiting])
        case "flooded":
            return f"Your code printed so much that it was stopped{_line(evidence.at)}."
        case "asked_for_input":
            return f"{detail.get('call', 'input()')} was called{_line(evidence.at)}, and a check has no keyboard."
        case "spinning":
            return f"Your code computed without end{_line(evidence.at)}; it was stopped at its limit of CPU time."
        case "silent":
            return f"Your code blocked on something real{_line(evidence.at)} and did not come back; it was stopped."
        case "left":
            code = "" if detail.get("code") is None else f" (exit code {detail['code']})"
            return f"Your code ended the whole program{code} in the middle of the check."
        case "crashed":
            return f"Python itself crashed while running your code ({_signal(detail.get('signal', 0))})."
        case "rubbish":
            return f"The judge was sent {detail.get('text', 'rubbish')}."
        case "too_many":
            return str(detail.get("text"))
        case "too_long":
            return _too_long(detail.get("what"), detail.get("size"))
        case "fork_server_ended":
            return "The process that starts yours was ended or stopped while your code ran, twice."
        case "services_disagree":
            return f"services.py has no function {', '.join(detail.get('names', []))}, which the check file declares."
    return ""


def _too_long(what: object, size: object) -> str:
    did = {"note": "The check was handed", "call": "A service was asked with"}.get(str(what), "It returned")
    large = f"{size / 1e6:.1f} MB" if type(size) is int and 0 < size < 1e12 else "a size that memory does not hold"
    return f"{did} a value of {large}, and more than {MESSAGE_BYTES / 1e6:.0f} MB is not looked at."


def _who_waits(waiting: Sequence[Seen], sources: Mapping[str, str]) -> list[str]:
    """A line for each task and thread; equal ones are counted."""
    counts: dict[tuple[str, Place | None, str], int] = {}
    for seen in waiting:
        key = (seen.what, seen.at, seen.text)
        counts[key] = counts.get(key, 0) + 1
    lines = [_waiting(*key, count, sources) for key, count in counts.items()]
    more = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([f"  … and {more} more"] if more > 0 else [])]


def _waiting(what: str, at: Place | None, holds: str, count: int, sources: Mapping[str, str]) -> str:
    who, _, why = what.partition("|")
    several = f" ({count} of them)" if count > 1 else ""
    preposition = "in" if why.endswith(")") and not why.startswith("task ") else "for"
    waits = f" waits {preposition} {why}" if why else " waits"
    blocks = ", and holds the event loop meanwhile" if holds else ""
    lines = sources.get(at[0], "").splitlines() if at else []
    text = f": `{lines[at[1] - 1].strip()}`" if at and 0 < at[1] <= len(lines) else ""
    return f"  {who}{several}{waits}{_line(at)}{blocks}{text}"


def _file(at: Place | None) -> str:
    return at[0] if at else "The file"


def _line(at: Place | None) -> str:
    return f" (line {at[1]})" if at else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
