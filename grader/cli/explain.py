"""`explain`: read about a named mistake, or about the words that Python printed."""

from __future__ import annotations

import argparse
import sys

from grader.cli.options import PASSED, Verbs


def add(verbs: Verbs) -> None:
    """Add the verb and its flags."""
    explain = verbs.add_parser("explain", help="what a named mistake is, or which mistake a message shows")
    explain.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help="a mistake, as a verdict names it; or a message, a piece of one, a traceback (-: from standard input); "
        "none: all mistakes",
    )
    explain.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    from grader.desk import pages, words
    from grader.sinks.stream import page_for, write_lines

    page = page_for(sys.stdout)
    typed = sys.stdin.read() if options.words == ["-"] else " ".join(options.words)
    if typed and pages.is_a_name(typed):
        pages.show(page, pages.find(typed).read_text(encoding="utf-8"))
    elif typed:
        words.show(page, typed)
    else:
        pages.listed(page)
        page.line()
        page.text("For one of them:  nox -s explain -- NAME")
    write_lines(sys.stdout, page.lines)
    return PASSED
