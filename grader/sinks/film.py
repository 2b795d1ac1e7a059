"""A timeline as a film: the drawing, a cursor in it, and the source in which it moves. `film.js` makes it go.

Without scripts it is the drawing and the source. Whatever comes from a player is made harmless and escaped here.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from pathlib import Path

from grader import sinks
from grader.sinks import svg
from grader.verdict import Lane, Stretch, Timeline

SCRIPT = Path(__file__).with_name("film.js").read_text("utf-8")
STYLE = Path(__file__).with_name("film.css").read_text("utf-8")
_DOES = {
    "blocked": "holds the loop", "running": "runs", "in flight": "is at work", "waiting": "waits",
    "held up": "is held up",
}  # fmt: skip
_MOST = 3000  # stretches, and lines of source

# For a page that lets no other script run.
DIGEST = base64.b64encode(hashlib.sha256(f"\n{SCRIPT}".encode()).digest()).decode()


def film(timeline: Timeline, seconds: float, name: str, source: Mapping[str, str]) -> str:
    """Return the film of a run as HTML. `source`: the files of the answer; the one in which most happens is shown."""
    stretches = [(lane, stretch) for lane in timeline.lanes for stretch in lane.stretches][:_MOST]
    places = [stretch.file for _, stretch in stretches if stretch.line and stretch.file in source]
    file = max(source, key=places.count, default="")
    scale = (svg.WIDTH - svg.LABELS - svg.RIGHT) / max(seconds, 1e-9)
    rows = [
        (stretch.start, stretch.end, stretch.kind, stretch.line if stretch.file == file else 0, _words(lane, stretch))
        for lane, stretch in sorted(stretches, key=lambda each: each[1].kind != "blocked")
    ]
    moments = sorted({0.0, timeline.seconds, *(moment for start, end, *_ in rows for moment in (start, end))})
    data = {"seconds": timeline.seconds, "scale": scale, "left": svg.LABELS, "moments": moments, "stretches": rows}
    drawn = svg.chart(timeline, seconds, name)
    height = svg.TOP + svg.ROW * len(timeline.lanes) + 2
    cursor = f'<path class="cursor" transform="translate({svg.LABELS} 0)" d="M0 {svg.TOP - 6}V{height}"/>'
    lines = "".join(
        f'<span data-line="{number}">{html.escape(sinks.safe(line[:300])) or " "}</span>'
        for number, line in enumerate(source.get(file, "").splitlines()[:_MOST], 1)
    )
    return (
        f'<div class="film" data-film="{html.escape(json.dumps(data), quote=True)}">'
        f'<div class="chart" tabindex="0" role="group" aria-label="{svg.text(name)}">'
        f"{drawn.removesuffix('</svg>')}{cursor}</svg></div>"
        '<div class="controls" hidden><button type="button" class="play">Play</button>'
        '<button type="button" class="back" aria-label="One step back">&#8592;</button>'
        '<button type="button" class="on-by-one" aria-label="One step on">&#8594;</button>'
        f'<input type="range" min="0" max="{timeline.seconds:g}" step="any" value="0" aria-label="The moment">'
        '<output></output></div><ul class="happens"></ul>'
        f'<div class="source" tabindex="0" role="group" aria-label="{svg.text(file)}">{lines}</div></div>'
    )


def _words(lane: Lane, stretch: Stretch) -> str:
    where = f" (line {stretch.line})" if stretch.line else ""
    said = f"{lane.name} {_DOES.get(stretch.kind, stretch.kind)}{where}"
    if stretch.text and stretch.text != _DOES.get(stretch.kind):
        said += f": {stretch.text}"
    return sinks.shorten(sinks.safe(said[:400]), 200)
