"""The verdict as one page that needs nothing else: no network, no script, readable in light and in dark.

Names, results and output come from an untrusted player. All of it passes through `svg.text`, and the page's own policy
forbids every script and every resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader import sinks
from grader.sinks import svg
from grader.sinks.page import MARKS
from grader.sinks.svg import text
from grader.verdict import Check, ExerciseVerdict, Status, Timeline, Verdict

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LEGEND = (
    ("running", "a loop runs"), ("waiting", "waits"), ("in flight", "a service is at work"),
    ("blocked", "holds the loop"), ("held up", "could not run meanwhile"),
)  # fmt: skip
_MARKS = (("closed", "loop closed"), ("cancelled", "cancelled"), ("lost", "failed, or lost"))


def render(verdict: Verdict, reference: Verdict | None = None) -> str:
    """Return the page. `reference` is the verdict on the solutions with the same seed, to be drawn beside it."""
    solutions = {
        (exercise.id, check.id): check.timeline
        for exercise in (reference.exercises if reference else ())
        for check in exercise.checks
        if check.timeline and check.status is Status.PASSED
    }
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>awaitlings: {text(sinks.total(verdict))}</title>",
            f"<style>\n{style()}</style></head><body>",
            *_head(verdict),
            *(line for exercise in verdict.exercises for line in _exercise(verdict, exercise, solutions)),
            "</body></html>\n",
        )
    )


def style() -> str:
    """The style sheet of every page: for light and dark, with the colours of timelines."""
    return Path(__file__).with_name("html.css").read_text(encoding="utf-8")


def _head(verdict: Verdict) -> Iterator[str]:
    yield f"<header><h1>awaitlings: {text(sinks.total(verdict))}</h1>"
    made = f"{verdict.kind}, {verdict.clock} clock, seed {verdict.seed}, Python {verdict.python}"
    yield f"<p>{text(made)}. All times are {text(verdict.clock)}: waiting counts, computing does not.</p>"
    yield from legend()
    yield "</header>"
    for message in verdict.messages:
        yield f"<p>{text(message)}</p>"


def legend() -> Iterator[str]:
    """What the colours and marks of timelines mean."""
    yield '<ul class="legend">'
    for kind, words in _LEGEND:
        yield f'<li><svg viewBox="0 0 26 16"><rect class="{kind.replace(" ", "-")}" {_swatch(kind)}/></svg>{words}</li>'
    for mark, words in _MARKS:
        shape = "".join(svg.mark(mark, 13, 8))
        yield f'<li><svg viewBox="0 0 26 16">{shape}</svg>{words}</li>'
    yield "</ul>"


def _swatch(kind: str) -> str:
    high = svg.HEIGHTS[kind]
    return f'x="1" y="{8 - high / 2:g}" width="24" height="{high}"'


def _exercise(
    verdict: Verdict, exercise: ExerciseVerdict, solutions: Mapping[tuple[str, str], Timeline]
) -> Iterator[str]:
    yield f'<section class="{exercise.status.value}">'
    yield (
        f"<h2>{_mark(exercise.status)} {text(exercise.number)} {text(exercise.title)}"
        f'<span class="points">{text(sinks.points(exercise))}</span></h2>'
    )
    if not exercise.checks:
        yield f"<p>{text(exercise.message or sinks.remark(verdict, exercise), 1000)}</p>"
    elif exercise.message:
        yield f"<p>{text(exercise.message, 1000)}</p>"
    for check in exercise.checks:
        yield from card(exercise, check, solutions.get((exercise.id, check.id)))
    yield "</section>"


def card(exercise: ExerciseVerdict, check: Check, solution: Timeline | None = None) -> Iterator[str]:
    """One check: what was called and seen, the mistake, its line, and the run, beside that of a `solution`."""
    unfolded = " open" if check.status is not Status.PASSED and check.reached else ""
    yield f'<details class="{check.status.value}"{unfolded}>'
    yield f"<summary>{_mark(check.status)} part {check.part}: {text(check.title)}</summary>"
    yield from _facts(check)
    yield from _mistake(exercise, check)
    if check.timeline is not None:
        yield from _runs(check.timeline, solution, check.message)
    for heading, said, tail in (
        ("Where it was raised, in your own files", check.traceback, True),
        ("Your code printed", check.output, False),
    ):
        if lines := sinks.safe_lines(said, limit=30, tail=tail):
            yield f"<h3>{heading}</h3><pre>{chr(10).join(text(line) for line in lines)}</pre>"
    yield "</details>"


def _facts(check: Check) -> Iterator[str]:
    rows = sinks.facts(check)
    if any(name for name, _ in rows):
        yield "<dl>"
        for name, said in rows:
            if name:
                yield f"<dt>{text(name)}</dt><dd><code>{text(said, 1000)}</code></dd>"
        yield "</dl>"
    for name, said in rows:
        if not name:
            yield from (f"<p>{_prose(line)}</p>" for line in sinks.safe_lines(said, limit=20, width=1000))


def _mistake(exercise: ExerciseVerdict, check: Check) -> Iterator[str]:
    mistake = check.mistake
    if mistake is None:
        return
    yield f'<div class="mistake"><p><strong>{text(mistake.name)}</strong>: {_prose(mistake.what)}</p>'
    if place := sinks.place_of(exercise, mistake):
        number = f"<span>{mistake.line}</span> " if mistake.line else ""
        yield f'<p class="place">{text(place)}</p>'
        if mistake.text.strip():
            yield f"<pre>{number}{text(mistake.text.strip())}</pre>"
    if mistake.advice:
        yield f"<p>Next: {_prose(mistake.advice)}</p>"
    yield "</div>"


def _runs(run: Timeline, solution: Timeline | None, message: str) -> Iterator[str]:
    """The learner's run and the reference solution's, on one scale: longer looks longer."""
    seconds = max(run.seconds, solution.seconds if solution else 0.0)
    yield '<div class="runs">'
    for name, one in (("Your run", run), ("The reference solution, same seed", solution)):
        if one is None:
            continue
        yield f"<figure><figcaption>{name}: {one.seconds:.4g} s</figcaption>"
        yield svg.chart(one, seconds, name)
        if one.path and one.path not in message:
            yield f'<p class="why">{text(one.path, 1000)}</p>'
        if one.left_out:
            yield f'<p class="why">Not shown: {sinks.counted(one.left_out, "more lane")}.</p>'
        yield "</figure>"
    yield "</div>"


def _prose(words: str) -> str:
    """Words with their `code` set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(words, 1000))


def _mark(status: Status) -> str:
    return f'<span class="status {status.value}">{MARKS[status][0]}</span>'
