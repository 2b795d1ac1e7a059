"""HTML that cannot be broken by what somebody wrote: every text is escaped, unless it was made here."""

from __future__ import annotations

import html
from collections.abc import Iterable

from grader.sinks import safe

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #2a7; --bad: #c33; --open: #b80; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: #8881; padding: .7rem; overflow-x: auto; }
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
.passed { color: var(--good); } .failed { color: var(--bad); } .open { color: var(--open); } .dim { opacity: .7; }
section { overflow-x: auto; }
"""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *children: str, css: str = "", href: str = "", scope: str = "") -> Html:
    """Return an element. Children that are no Html are escaped, and made harmless first."""
    given = {"class": css, "href": href, "scope": scope}
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in given.items() if value)
    return Html(f"<{name}{attributes}>{''.join(map(text, children))}</{name}>")


def text(content: str) -> str:
    """Return `content` as it may stand in a page."""
    return content if isinstance(content, Html) else html.escape(safe(content))


def lines(content: Iterable[str], *, wrap: bool = False) -> Html:
    """Return lines in letters of one width; `wrap`: broken where the page ends."""
    css = ' class="wrap"' if wrap else ""
    return Html(f"<pre{css}>{chr(10).join(map(text, content))}</pre>")


def table(head: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> Html:
    """Return a table; the columns in `numbers` stand at the right."""
    right = set(numbers)

    def css(column: int) -> str:
        return "number" if column in right else ""

    heading = tag("tr", *[tag("th", cell, css=css(column), scope="col") for column, cell in enumerate(head)])
    body = [tag("tr", *[tag("td", cell, css=css(column)) for column, cell in enumerate(row)]) for row in rows]
    return tag("section", tag("table", tag("thead", heading), tag("tbody", *body)))


def page(title: str, *children: str) -> str:
    """Return a whole page. It loads nothing from anywhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{text(title)}</title><style>{STYLE}</style>"
    )
    body = "\n".join(map(text, children))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
