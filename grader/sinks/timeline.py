"""The timeline of a check in a terminal: a row for each lane, one character for each little while; or in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from grader import sinks
from grader.sinks.page import Page, cells, cut
from grader.verdict import Check, Lane, Stretch, Timeline

_MOST_ROWS = 14
_MOST_TOLD = 18  # lanes, in sentences
# The kinds of stretches, from what is painted first to what lies on top: character, the same in ASCII, style, meaning.
_PAINT = {
    "waiting": ("─", "-", "dim", "waits"),
    "held up": ("░", ".", "yellow", "held up"),
    "running": ("═", "=", "", "loop runs"),
    "in flight": ("━", "~", "green", "in flight"),
    "blocked": ("█", "X", "red", "holds the loop"),
}
# How a lane ended, if that is worth a mark: character, the same in ASCII, style, meaning.
_ENDS = {
    "closed": ("┤", "|", "", "closed"),
    "cancelled": ("/", "/", "yellow", "cancelled"),
    "failed": ("✗", "!", "red", "failed"),
    "lost": ("✗", "!", "red", "lost"),
}
_LOOKS = _PAINT | _ENDS


def draw(page: Page, timeline: Timeline) -> None:
    """Add a timeline to a page, if it has anything to show."""
    lanes = _worth_a_row(timeline)
    if not lanes or timeline.seconds <= 0:
        return
    shown = lanes[:_MOST_ROWS]
    labels = [_label(lane) for lane in shown]
    label_width = min(max(map(cells, labels)), page.width * 2 // 5)
    width = page.width - 4 - label_width - 2
    page.line()
    page.text(f"The time it took, from 0 to {timeline.seconds:.3g} s (simulated):", indent=4, style="dim")
    for lane, label in zip(shown, labels, strict=True):
        name = cut(label, label_width)
        blank = " " * (label_width - cells(name) + 2)
        page.line(("", f"    {name}{blank}"), *_row(page, lane, timeline.seconds, width))
    more = len(lanes) - len(shown) + timeline.left_out
    if more:
        page.line(("dim", f"    ... and {more} more"))
    _legend(page, shown)


def _worth_a_row(timeline: Timeline) -> list[Lane]:
    """What tells something: a single loop that was never held does not."""
    loops = [lane for lane in timeline.lanes if lane.kind == "loop"]
    plain = len(loops) == 1 and not any(stretch.kind == "blocked" for stretch in loops[0].stretches)
    lanes = (lane for lane in timeline.lanes if lane.stretches or lane.ended == "lost")
    return [lane for lane in lanes if not (plain and lane is loops[0]) and not _only_runs_a_loop(lane)]


def _only_runs_a_loop(lane: Lane) -> bool:
    return lane.kind == "thread" and all(stretch.kind == "running" for stretch in lane.stretches)


def _label(lane: Lane) -> str:
    indent = "  " if lane.kind == "task" else ""
    made = f", line {lane.line}" if lane.line and lane.kind != "service" else ""
    return f"{indent}{sinks.safe(lane.name)}{made}"


def _row(page: Page, lane: Lane, seconds: float, width: int) -> list[tuple[str, str]]:
    kinds = [""] * width
    for kind in _PAINT:
        for stretch in lane.stretches:
            if stretch.kind == kind:
                first, last = _columns(stretch, seconds, width)
                kinds[first:last] = [kind] * (last - first)
    spans: list[tuple[str, str]] = []
    if lane.ended in _ENDS:
        kinds[_columns(lane, seconds, width)[1] - 1] = lane.ended
    for kind in kinds:
        style = _LOOKS[kind][2] if kind else ""
        char = _char(page, kind)
        if spans and spans[-1][0] == style:
            spans[-1] = (style, spans[-1][1] + char)
        else:
            spans.append((style, char))
    return spans


def _columns(stretch: Stretch | Lane, seconds: float, width: int) -> tuple[int, int]:
    """The first column of a stretch or a lane, and the one after its last."""
    first = min(width - 1, max(0, int(stretch.start / seconds * width)))
    return first, min(width, max(first + 1, round(stretch.end / seconds * width)))


def _char(page: Page, kind: str) -> str:
    return _LOOKS[kind][0 if page.unicode else 1] if kind else " "


def _legend(page: Page, shown: list[Lane]) -> None:
    stretches = [stretch for lane in shown for stretch in lane.stretches]
    used = {stretch.kind for stretch in stretches} | {lane.ended for lane in shown}
    page.text("   ".join(f"{_char(page, kind)} {_LOOKS[kind][3]}" for kind in _LOOKS if kind in used), indent=4)
    held = {(stretch.line, stretch.text) for stretch in stretches if stretch.kind == "blocked" and stretch.line}
    for line, call in sorted(held)[:3]:
        page.text(f"{_char(page, 'blocked')} line {line}: {call}", indent=4, hang=6, style="red", limit=2)


def told(check: Check) -> Iterator[str]:
    """Yield what the picture of a check shows: each lane, when it was there, and what held it up."""
    drawn = check.timeline
    if drawn is None:
        return
    yield f"Timeline of part {check.part}, {sinks.safe(check.title)}: {drawn.seconds:.2f} simulated seconds."
    if drawn.path:
        yield sinks.safe(drawn.path)
    said: set[str] = set()
    for lane in drawn.lanes[:_MOST_TOLD]:
        ended = f", {lane.ended}" if lane.ended else ""
        made = f", from line {lane.line}" if lane.line else ""
        name = lane.name if lane.kind in lane.name else f"{lane.kind} {lane.name}"
        yield sinks.safe(f"{name}: from {lane.start:.2f} s to {lane.end:.2f} s{ended}{made}.")
        for stretch in lane.stretches:
            if stretch.kind == "blocked":
                where = f" in line {stretch.line}" if stretch.line else ""
                until = f"from {stretch.start:.2f} s to {stretch.end:.2f} s"
                held = sinks.safe(f"The loop was held {until} by {stretch.text}{where}.")
                if held not in said:  # the loop and its task say it both
                    yield held
                said.add(held)
    if len(drawn.lanes) > _MOST_TOLD or drawn.left_out:
        yield f"And {len(drawn.lanes[_MOST_TOLD:]) + drawn.left_out} more."
