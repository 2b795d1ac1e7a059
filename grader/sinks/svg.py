"""The timeline of a check as a drawing: one row for each loop, task, thread and call of a service.

Whatever comes from a player is made harmless and escaped here. Colours are the page's; shapes differ as well, for who
does not see them and for paper.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator

from grader import sinks
from grader.verdict import Lane, Stretch, Timeline

WIDTH, LABELS, RIGHT = 640, 196, 10  # of the whole, of the column of names, of the margin; all in units of the drawing
ROW, TOP = 22, 26
CHARACTER = 5.8  # the width of one, at this size of letters
HEIGHTS = {"running": 14, "waiting": 3, "blocked": 14, "held up": 8, "in flight": 8}
_MARKS = {"closed": "closed", "failed": "lost", "lost": "lost", "cancelled": "cancelled"}


def chart(timeline: Timeline, seconds: float, name: str) -> str:
    """Return the drawing as an `svg` element that covers 0 to `seconds`. `name` says whose run it is."""
    scale = (WIDTH - LABELS - RIGHT) / max(seconds, 1e-9)
    height = TOP + ROW * len(timeline.lanes) + 6
    words = f"{name}: {timeline.seconds:.3g} simulated seconds, {len(timeline.lanes)} lanes"
    return "".join(
        (
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{text(words)}">',
            *_axis(seconds, scale, height),
            *_end(timeline, scale, height),
            *(part for row, lane in enumerate(timeline.lanes) for part in _lane(lane, TOP + ROW * row, scale)),
            "</svg>",
        )
    )


def text(words: str, width: int = 300) -> str:
    """Words of anybody's, as they may stand in a page: harmless, shortened, escaped."""
    return html.escape(sinks.shorten(sinks.safe(words[: 2 * width]), width), quote=True)


def _axis(seconds: float, scale: float, height: float) -> Iterator[str]:
    step = _step(seconds)
    for number in range(int(seconds / step + 1e-9) + 1):
        x = LABELS + number * step * scale
        yield f'<path class="grid" d="M{x:.1f} {TOP - 6}V{height - 4}"/>'
        anchor = "end" if x > WIDTH - RIGHT - 16 else "middle"
        yield f'<text class="tick" x="{x:.1f}" y="{TOP - 12}" text-anchor="{anchor}">{number * step:g} s</text>'


def _step(seconds: float) -> float:
    """A round number of seconds, such that some four to eight of them fit."""
    rough = seconds / 5
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def _end(timeline: Timeline, scale: float, height: float) -> Iterator[str]:
    x = LABELS + timeline.seconds * scale
    yield f'<path class="end" d="M{x:.1f} {TOP - 6}V{height - 4}"><title>the end: {timeline.seconds:g} s</title></path>'


def _lane(lane: Lane, y: float, scale: float) -> Iterator[str]:
    middle = y + ROW / 2
    indent = 14 if lane.kind == "task" and lane.inside is not None else 0
    made = f"line {lane.line}" if lane.line else ""
    room = int((LABELS - 8 - indent) / CHARACTER) - len(made) - 1
    yield f'<g class="lane {lane.kind}">'
    if lane.kind == "loop":
        yield f'<rect class="band" x="0" y="{y + 1:.1f}" width="{WIDTH}" height="{ROW - 2}"/>'
    yield (
        f'<text class="name" x="{4 + indent}" y="{middle + 4:.1f}">{text(lane.name, room)}'
        f"<title>{text(_said(lane))}</title></text>"
    )
    if made:
        yield f'<text class="made" x="{LABELS - 8}" y="{middle + 4:.1f}" text-anchor="end">{made}</text>'
    for stretch in sorted(lane.stretches, key=lambda stretch: stretch.kind == "blocked"):
        yield from _stretch(stretch, middle, scale)
    waits = (stretch for stretch in lane.stretches if stretch.kind == "waiting")
    if ticks := [f"M{LABELS + wait.start * scale:.1f} {middle - 4:.1f}v8" for wait in waits if _width(wait, scale) > 4]:
        yield f'<path class="tick-of-a-wait" d="{"".join(ticks)}"/>'  # where each wait begins, in one: waits are many
    if how := _MARKS.get(lane.ended):
        yield from mark(how, LABELS + lane.end * scale, middle)
    yield "</g>"


def _said(lane: Lane) -> str:
    made = f", made in line {lane.line}" if lane.line and lane.kind != "service" else ""
    ended = f", {lane.ended} at {lane.end:g} s" if lane.ended else ""
    return f"{lane.kind} {lane.name}{made}: from {lane.start:g} s{ended}"


def _stretch(stretch: Stretch, middle: float, scale: float) -> Iterator[str]:
    x, width = LABELS + stretch.start * scale, _width(stretch, scale)
    high = HEIGHTS.get(stretch.kind, 3)
    where = f"line {stretch.line}: " if stretch.line else ""
    words = f"{where}{stretch.text}"
    told = f"{stretch.kind}: {words}, {stretch.start:g} to {stretch.end:g} s"
    yield (
        f'<rect class="{stretch.kind.replace(" ", "-")}" x="{x:.1f}" y="{middle - high / 2:.1f}" width="{width:.1f}" '
        f'height="{high}"><title>{text(told)}</title></rect>'
    )
    if stretch.kind == "blocked" and (room := int((width - 8) / CHARACTER)) > 6:
        shown = words if len(words) <= room else where.rstrip(": ")
        yield f'<text class="on" x="{x + 4:.1f}" y="{middle + 4:.1f}">{text(shown, room)}</text>'


def _width(stretch: Stretch, scale: float) -> float:
    return max(1.2, (stretch.end - stretch.start) * scale)


def mark(how: str, x: float, middle: float) -> Iterator[str]:
    """Yield the mark at the end of a lane: "closed", "lost" or "cancelled"."""
    shape = {
        "closed": f"M{x:.1f} {middle - 9:.1f}v18",
        "lost": f"M{x - 4:.1f} {middle - 4:.1f}l8 8m0 -8l-8 8",
        "cancelled": f"M{x - 3:.1f} {middle + 5:.1f}l6 -10",
    }[how]
    yield f'<path class="mark {how}" d="{shape}"/>'
