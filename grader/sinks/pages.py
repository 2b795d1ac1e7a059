"""Pages from templates. jinja2 is loaded here and nowhere else: a run that writes no page does not pay for it.

Every text that gets into a page is made harmless and escaped, except what was drawn here. A page loads nothing.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grader import sinks
from grader.sinks import film, svg
from grader.sinks.page import MARKS
from grader.verdict import Status

TEMPLATES = Path(__file__).with_name("templates")
STYLE = Path(__file__).with_name("html.css").read_text("utf-8")
LONGEST = 1000  # characters of one text
_LEGEND = (
    ("running", "a loop runs"), ("waiting", "waits"), ("in flight", "a service is at work"),
    ("blocked", "holds the loop"), ("held up", "could not run meanwhile"),
)  # fmt: skip
_MARKS = (("closed", "loop closed"), ("cancelled", "cancelled"), ("lost", "failed, or lost"))


def render(template: str, folder: Path = TEMPLATES, **values: object) -> str:
    """Return the page that a template of a folder makes of these values."""
    return _environment(folder).get_template(template).render(**values) + "\n"


@functools.cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]), autoescape=True, undefined=StrictUndefined, finalize=_harmless,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"prose": _prose, "lines": sinks.safe_lines, "counted": sinks.counted}
    environment.globals |= {
        "sinks": sinks, "Status": Status, "style": Markup(STYLE + film.STYLE),
        "film": lambda *about: Markup(film.film(*about)), "film_script": Markup(film.SCRIPT), "digest": film.DIGEST,
        "legend": [
            *((words, Markup(f'<rect class="{kind.replace(" ", "-")}" {_swatch(kind)}/>')) for kind, words in _LEGEND),
            *((words, Markup("".join(svg.mark(mark, 13, 8)))) for mark, words in _MARKS),
        ],
        "chart": lambda *about: Markup(svg.chart(*about)), "mark_of": lambda status: MARKS[status][0],
    }  # fmt: skip
    return environment


def _harmless(value: Any) -> Any:
    """A text without control characters, and no longer than a reader can want."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return sinks.shorten(sinks.safe(value[: 2 * LONGEST]), LONGEST)
    return value


def _prose(words: str) -> Markup:
    """Words with their `code` set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(_harmless(words)))))


def _swatch(kind: str) -> str:
    high = svg.HEIGHTS[kind]
    return f'x="1" y="{8 - high / 2:g}" width="24" height="{high}"'
