"""`explain`: read about a named mistake."""

from __future__ import annotations

import argparse
import sys

from grader.cli.options import PASSED, Verbs


def add(verbs: Verbs) -> None:
    """Add the verb and its flags."""
    explain = verbs.add_parser("explain", help="what a named mistake is, with bad and good code")
    explain.add_argument("words", nargs="*", metavar="NAME", help="its name, as a verdict shows it; none: all of them")
    explain.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    from grader.desk import pages
    from grader.sinks.stream import page_for, write_lines

    page = page_for(sys.stdout)
    if options.words:
        pages.show(page, pages.find(" ".join(options.words)).read_text(encoding="utf-8"))
    else:
        pages.listed(page)
        page.line()
        page.text("For one of them:  nox -s explain -- NAME")
    write_lines(sys.stdout, page.lines)
    return PASSED
