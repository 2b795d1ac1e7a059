"""HTML that cannot be broken by what somebody wrote: every text is escaped, unless it was made here."""

from __future__ import annotations

import html
from collections.abc import Iterable

from grader.sinks import html as verdict_page
from grader.sinks import safe

# Beside the style of the page of one verdict: tables.
STYLE = """
body { max-width: 72rem; }
a { color: inherit; }
table { border-collapse: collapse; margin: 0.6rem 0; }
th { color: var(--quiet); font-weight: 600; font-size: 0.9rem; }
th, td { border-bottom: 1px solid var(--rule); padding: 0.25rem 0.8rem 0.25rem 0; text-align: left; }
th, td { vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
span.passed { color: var(--good); } span.failed { color: var(--bad); } .open { color: var(--warn); }
.dim { color: var(--quiet); font-size: 0.88rem; }
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
        f"<title>{text(title)}</title><style>\n{verdict_page.style()}{STYLE}</style>"
    )
    body = "\n".join(map(text, children))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
