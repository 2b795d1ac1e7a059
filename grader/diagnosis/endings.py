"""A sentence for every way a match can end before its scenario does."""

from __future__ import annotations

import signal

from grader.judge.evidence import Evidence, Place, Seen


def ending(evidence: Evidence) -> str:
    """Say how the match ended, in words for the learner. Empty for the ordinary ends."""
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
            return "\n".join([head, *map(_waiting, evidence.waiting), *died])
        case "polling":
            return f"Your code asked over and over and never waited{_line(evidence.at)}."
        case "runaway":
            head = f"Your code never came to an end: after {evidence.seconds:g} simulated seconds it still waits."
            return "\n".join([head, *map(_waiting, evidence.waiting)])
        case "flooded":
            return f"Your code printed so much that it was stopped{_line(evidence.at)}."
        case "asked_for_input":
            return f"{detail.get('call', 'input()')} was called{_line(evidence.at)}, and nobody is there to answer."
        case "spinning":
            return f"Your code computed without end{_line(evidence.at)}; it was stopped at its limit of CPU time."
        case "silent":
            return f"Your code blocked on something real{_line(evidence.at)} and did not come back; it was stopped."
        case "left":
            return f"Your code ended the whole program (exit code {detail.get('code')}) in the middle of the check."
        case "crashed":
            return f"Python itself crashed while running your code ({_signal(detail.get('signal', 0))})."
        case "rubbish":
            return f"The judge was sent {detail.get('text', 'rubbish')}."
        case "nursery_ended":
            return "The process that starts yours was ended or stopped while your code ran, twice."
        case "services_disagree":
            return f"services.py has no function {', '.join(detail.get('names', []))}, which the check file declares."
    return ""


def _waiting(seen: Seen) -> str:
    who, _, why = seen.what.partition("|")
    blocks = ", and holds the event loop meanwhile" if seen.text else ""
    what = {"": "", "await": "", "other tasks": " for other tasks"}.get(why, f" in {why}")
    return f"  {who} waits{_line(seen.at)}{what}{blocks}"


def _file(at: Place | None) -> str:
    return at[0] if at else "The file"


def _line(at: Place | None) -> str:
    return f" (line {at[1]})" if at else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
