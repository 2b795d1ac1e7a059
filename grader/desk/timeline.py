"""A timeline in sentences, for ears."""

from __future__ import annotations

from collections.abc import Iterator

from grader import sinks
from grader.verdict import Check

MOST = 18  # lanes that are told


def told(check: Check) -> Iterator[str]:
    """Yield what the picture of a check shows: each lane, when it was there, and what held it up."""
    drawn = check.timeline
    if drawn is None:
        return
    yield f"Timeline of part {check.part}, {sinks.safe(check.title)}: {drawn.seconds:.2f} simulated seconds."
    if drawn.path:
        yield sinks.safe(drawn.path)
    for lane in drawn.lanes[:MOST]:
        ended = f", {lane.ended}" if lane.ended else ""
        made = f", from line {lane.line}" if lane.line else ""
        yield sinks.safe(f"{lane.kind} {lane.name}: from {lane.start:.2f} s to {lane.end:.2f} s{ended}{made}.")
        for stretch in lane.stretches:
            if stretch.kind == "blocked":
                where = f" in line {stretch.line}" if stretch.line else ""
                until = f"from {stretch.start:.2f} s to {stretch.end:.2f} s"
                yield sinks.safe(f"The loop was held {until} by {stretch.text}{where}.")
    if len(drawn.lanes) > MOST or drawn.left_out:
        yield f"And {len(drawn.lanes[MOST:]) + drawn.left_out} more."
