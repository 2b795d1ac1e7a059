"""The verdict as a person reads it: one line an exercise, the first failure in full, what to type next.

`render` is pure; `show` asks a stream what it can show and writes there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from grader import sinks
from grader.sinks.page import MARKS, Page, cells, cut
from grader.sinks.stream import Look, Progress, write_lines
from grader.verdict import UNJUDGED, Check, ExerciseVerdict, Status, Verdict

__all__ = ["Look", "Progress", "render", "show"]

_FEW = 3  # untouched exercises that still get a line each
_MANY = 20  # failures listed after the first
# Mistakes that are about time: a picture of it says more than words. Under all others it would say nothing.
_SEEN_IN_TIME = frozenset(
    ("blocking-call", "buffered-stream", "cancel-not-awaited", "deadline-missed", "deadlock", "extra-loop",
     "limit-exceeded", "limit-too-low", "needless-wait", "nested-run", "not-cancelled", "polling", "ran-ahead",
     "sequential-awaits", "task-leaked", "task-unowned", "thread-left", "too-slow", "wait-skipped",
     "wrong-loop", "wrong-thread")
)  # fmt: skip


def render(
    verdict: Verdict,
    *,
    colour: bool,
    width: int,
    unicode: bool,
    command: str = "nox -s grade --",
    explain: str = "",
    plain: bool = False,
) -> str:
    """Return the whole report. Without `colour` it holds no control character but the line end.

    `command` is what a learner types to grade, before the names of exercises, "" on a platform; `explain` what they
    type to read about a named mistake ("nox -s explain --"), or "" while there is no such command. `plain`: a timeline
    is told in sentences, for ears.
    """
    page = Page(colour, width, unicode)
    _table(page, verdict)
    first = failures(page, verdict, explain=explain, plain=plain)
    _end(page, verdict, first, command)
    return "\n".join(page.lines) + "\n"


def failures(page: Page, verdict: Verdict, *, explain: str = "", plain: bool = False) -> ExerciseVerdict | None:
    """Add the first failure in full, the others in a line each, and what could not be judged.

    Returns the first exercise that failed.
    """
    first = next((e for e in verdict.exercises if e.status is Status.FAILED or sinks.failures(e)), None)
    if first:
        failed = next(iter(sinks.failures(first)), None)
        _first_failure(page, first, failed, explain, plain)
        _other_failures(page, verdict, first, failed)
    _unjudged(page, verdict)
    return first


def _table(page: Page, verdict: Verdict) -> None:
    untouched = [e for e in verdict.exercises if e.status is Status.NOT_STARTED]
    collapsed = untouched if len(untouched) > _FEW else []
    left_out = _left_out(verdict)
    rows = [e for e in verdict.exercises if not (collapsed and e.status is Status.NOT_STARTED)]
    rows = [e for e in rows if not any(e in together for together in left_out)]
    remarks = {e.id: sinks.remark(verdict, e) for e in rows}
    points_width = _longest([sinks.points(e) for e in rows])
    longest_title = _longest([e.title for e in rows])
    fixed = page.mark_width + len(" 41   ") + points_width + len("  ")
    if fixed + longest_title + _longest(remarks.values()) > page.width:  # then a title is worth more
        remarks |= {e.id: remarks[e.id].partition(",")[0] for e in rows if e.status is Status.PASSED}
    title_width = min(longest_title, max(12, page.width - fixed - _longest(remarks.values())))
    for exercise in rows:
        status = exercise.status
        dim = "dim" if status in (Status.NOT_STARTED, Status.NOT_SELECTED) else ""
        title = cut(sinks.safe(exercise.title), title_width)
        title += " " * (title_width - cells(title))
        page.line(
            page.mark(status),
            (dim, f" {exercise.number} {title}  {sinks.points(exercise):>{points_width}}  "),
            (
                "dim" if status is Status.PASSED else MARKS[status][2],
                cut(remarks[exercise.id], page.width - fixed - title_width),
            ),
        )
        if status in (Status.NOT_SELECTED, Status.PASSED) and exercise.message:
            page.text(exercise.message, indent=page.mark_width + 4, style="dim")
    if collapsed:
        page.line(page.mark(Status.NOT_STARTED), ("dim", f" {len(collapsed)} not started: {_listed(collapsed)}"))
    for together in left_out:
        mark, hang = page.plain_mark(Status.NOT_SELECTED), page.mark_width + 1
        words = f"{mark} {len(together)} not judged here: {_listed(together)}. {together[0].message}"
        page.text(words, hang=hang, style="dim")


def _left_out(verdict: Verdict) -> list[list[ExerciseVerdict]]:
    """Exercises that were left out for one and the same reason, if there are several."""
    reasons: dict[str, list[ExerciseVerdict]] = {}
    for exercise in verdict.exercises:
        if exercise.status is Status.NOT_SELECTED:
            reasons.setdefault(exercise.message, []).append(exercise)
    return [together for together in reasons.values() if len(together) > 1]


def _longest(texts: Iterable[str]) -> int:
    return max((cells(sinks.safe(text)) for text in texts), default=0)


def _listed(exercises: list[ExerciseVerdict]) -> str:
    names = [exercise.number for exercise in exercises]
    return ", ".join(names if len(names) <= 8 else [*names[:7], "...", names[-1]])


def _first_failure(page: Page, exercise: ExerciseVerdict, check: Check | None, explain: str, plain: bool) -> None:
    page.line()
    part = f", part {check.part}: {check.title}" if check else ""
    mark = page.plain_mark(Status.FAILED)
    page.text(f"{mark} {exercise.number} {exercise.id}{part}", style="red", hang=page.mark_width + 1)
    if check is None:
        page.line()
        page.text(exercise.message or "This exercise did not pass.", indent=4)
        return
    _facts(page, check)
    mistake = check.mistake
    if mistake:
        page.line()
        page.text(f"{mistake.name}: {mistake.what}" if mistake.what else mistake.name, indent=4, lead=mistake.name)
        if place := sinks.place_of(exercise, mistake):
            page.line(("", f"    {place}"))
        if mistake.text.strip():
            number = f"{mistake.line} " if mistake.line else ""
            page.source(f"{number}| ", mistake.text.strip())
        if mistake.advice:
            page.line()
            page.text(f"Next: {mistake.advice}", indent=4, hang=6, lead="Next:")
        if explain:
            page.text(f"More about it: {explain} {mistake.name}", indent=4, hang=6, style="dim")
    if exercise.message:
        page.line()
        page.text(exercise.message, indent=4, hang=6)
    if check.timeline and mistake and mistake.name in _SEEN_IN_TIME:
        from grader.sinks import timeline  # only here: who passes does not pay for it

        if not plain:
            timeline.draw(page, check.timeline)
        else:
            page.line()
            for told in timeline.told(check):
                page.text(told, indent=4, hang=6)
    page.quote("Where it was raised, in your own files:", check.traceback, limit=12, width=200, tail=True)
    page.quote("Your code printed:", check.output, limit=10)


def _facts(page: Page, check: Check) -> None:
    rows = sinks.facts(check)
    if rows:
        page.line()
    column = 2 + max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        if name:
            page.text(text, indent=4, label=name.ljust(column), limit=5)
        else:
            if len(rows) > 1:
                page.line()
            page.text(text, indent=4, limit=12)


def _other_failures(page: Page, verdict: Verdict, first: ExerciseVerdict, told: Check | None) -> None:
    rows: list[tuple[str, str]] = []
    for exercise in verdict.exercises:
        for check in sinks.failures(exercise):
            if check is not told:
                name = check.mistake.name if check.mistake else ""
                rows.append((sinks.label(exercise, check), f"{sinks.place_of(exercise, check.mistake)} {name}"))
        if exercise.status is Status.FAILED and exercise is not first and not sinks.failures(exercise):
            rows.append((f"{exercise.number} {exercise.id}: {exercise.message}", ""))
    if rows:
        page.line()
        page.text("Failed as well:", indent=2, style="bold")
    for left, right in rows[:_MANY]:
        page.row(left, right.strip())
    if len(rows) > _MANY:
        page.text(f"... and {len(rows) - _MANY} more", indent=4, style="dim")
    counts = [(e.number, len(sinks.not_reached(e))) for e in verdict.exercises if sinks.not_reached(e)]
    if counts:
        page.line()
        what = ", ".join(f"{sinks.counted(count, 'check')} of {number}" for number, count in counts)
        page.text(f"Not reached: {what}, played once the failure before them is gone.", indent=2)


def _unjudged(page: Page, verdict: Verdict) -> None:
    for status in sorted(UNJUDGED):
        rows = sinks.unjudged(verdict, status)
        if rows:
            page.line()
            mark = page.plain_mark(status)
            page.text(
                f"{mark} Not your fault: {sinks.NOT_YOUR_FAULT[status]}",
                style="yellow",
                hang=page.mark_width + 1,
            )
        for name, message in rows[:_MANY]:
            page.text(f"{name}: {message}" if message else name, indent=4, hang=6, limit=3)


def _end(page: Page, verdict: Verdict, first: ExerciseVerdict | None, command: str) -> None:
    played = [e for e in verdict.exercises if e.status not in (Status.NOT_STARTED, Status.NOT_SELECTED)]
    untouched = [e for e in verdict.exercises if e.status is Status.NOT_STARTED]
    ours = [e for e in played if _has(e, Status.ERROR)]
    again = [e for e in played if _has(e, Status.INCONCLUSIVE)]
    clean = bool(played) and all(e.status is Status.PASSED for e in played)
    page.line()
    for message in verdict.messages:
        page.text(f"Note: {message}", hang=6)
    score = f"{sinks.total(verdict)}." if verdict.max_points or not verdict.exercises else "No points are given here."
    page.text(f"{score} {_praise(verdict, played)} (seed {verdict.seed})" if clean else score, lead=score)
    if not command:  # who reads this has no command line, but a page of a platform
        return
    if first:
        page.line(("", f"Change it, then type:  {command} {first.number}"))
    elif again:
        page.line(("", f"Just grade it again:  {command} {_numbers(again)}"))
    elif untouched:
        page.line(("", f"{'Next' if clean else 'Begin with'}:  {untouched[0].folder}/README.md"))
    elif clean and len(played) == 1:
        page.line(("", f"All exercises:  {command.removesuffix(' --')}"))
    if ours:
        page.line(("", f"When you report it, add:  {command} {_numbers(ours)} --seed {verdict.seed}"))
    elif played and not clean:
        words = first.number if first else _numbers(again)
        page.line(("dim", f"Replay this exact run:  {command} {words} --seed {verdict.seed}{_as_often(verdict)}"))
        failed = next(iter(sinks.failures(first)), None) if first else None
        if failed and failed.seed is not None and failed.schedules > 1:
            page.line(
                ("dim", f"The schedule that failed, alone:  {command} {words} --seed {failed.seed} --schedules 1")
            )
    if verdict.kind == "record" and verdict.layers_missing:
        page.text(f"Not enforced on this machine: {', '.join(verdict.layers_missing)}.", style="dim", hang=2)


def _as_often(verdict: Verdict) -> str:
    return f" --schedules {verdict.schedules}" if verdict.schedules else ""


def _praise(verdict: Verdict, played: list[ExerciseVerdict]) -> str:
    if len(played) < len(verdict.exercises):
        return "Everything you have started passes."
    return "Well done: all of it passes." if len(played) > 1 else "Well done!"


def _has(exercise: ExerciseVerdict, status: Status) -> bool:
    return exercise.status is status or any(check.status is status for check in exercise.checks)


def _numbers(exercises: list[ExerciseVerdict]) -> str:
    return " ".join(exercise.number for exercise in exercises)


def show(
    verdict: Verdict,
    stream: TextIO | None = None,
    *,
    command: str = "nox -s grade --",
    explain: str = "",
    plain: bool = False,
) -> None:
    """Write the report to `stream` (standard output), in the way that this stream can show it."""
    stream = stream or sys.stdout
    look = Look.of(stream)
    text = render(
        verdict,
        colour=look.colour,
        width=look.width,
        unicode=look.unicode,
        command=command,
        explain=explain,
        plain=plain,
    )
    write_lines(stream, text.removesuffix("\n").split("\n"))


def show_example(
    example: Verdict,
    verdict: Verdict,
    stream: TextIO | None = None,
    *,
    command: str,
    explain: str = "",
    plain: bool = False,
) -> None:
    """Write the failed verdict on an example, then the report on exercises of which none was begun."""
    stream = stream or sys.stdout
    page = Look.of(stream).page()
    page.text("You have not begun yet. So this is what a verdict looks like, on an example that counts for nothing:")
    failures(page, example, explain=explain, plain=plain)
    page.line()
    page.line(("dim", "─" * 20 if page.unicode else "-" * 20))
    page.line()
    _table(page, verdict)
    _end(page, verdict, None, command)
    write_lines(stream, page.lines)
