"""From the words to the exercise: what a message means, which mistake it shows, and which exercises teach it."""

from __future__ import annotations

from grader.desk import pages
from grader.errors import UserError
from grader.exercise import symptoms
from grader.exercise.catalogue import ROOT
from grader.exercise.symptoms import Symptom
from grader.sinks.page import Page, cut

_IN_FULL, _IN_ALL = 3, 9  # rows that are shown: so many with all that is known, and so many altogether
_REPORT = "If it is about async Python, please report it to the maintainers: the message, and the line of code."


def show(page: Page, text: str) -> None:
    """Add what is known of a message, a piece of one, or a traceback. Raises UserError with the nearest rows."""
    found = symptoms.find(text)
    if not found:
        raise UserError(unknown(text))
    for number, row in enumerate(found[:_IN_FULL]):
        if number:
            page.line()
        _in_full(page, row)
    if others := found[_IN_FULL:_IN_ALL]:
        page.line()
        page.text("Other messages with these words:")
        for row in others:
            page.line(("dim", "  "), ("", cut(row.title, page.width - 2)))
    if more := len(found) - _IN_ALL if len(found) > _IN_ALL else 0:
        page.text(f"And {more} more. Type more of the message.", indent=2)


def unknown(text: str) -> str:
    """What to say of a text that no row shows: the nearest three, and how to report it."""
    words = " ".join(text.split())
    near = [f"    {row.title}" for row in symptoms.nearest(text)]
    nearest = ["The nearest:", *near] if near else []
    return "\n".join([f"No message with the words {cut(words, 60)!r} is known.", *nearest, _REPORT])


def _in_full(page: Page, row: Symptom) -> None:
    page.line(("bold", row.title), ("dim", f"  ({row.by})" if row.by else ""))
    what = f"{pages.first_sentence(row.mistake)}. " if row.mistake else ""
    page.text(f"{what}{row.say}".strip(), indent=2)
    if row.mistake:
        page.line(("dim", "  Mistake    "), ("", f"{row.mistake}: read  nox -s explain -- {row.mistake}"))
    if labels := exercises(row):
        page.text(", ".join(labels), indent=2, label="Exercises  ")
    if row.source:
        page.line(("dim", "  Source     "), ("dim", row.source))


def exercises(row: Symptom) -> list[str]:
    """Number and id of the exercises that teach it, as far as they are here: an edition may have only some."""
    here = {folder.name.partition("_")[2]: folder.name for folder in (ROOT / "exercises").glob("[1-9][0-9]_*")}
    return [here[name].replace("_", " ", 1) for name in row.exercises if name in here]
