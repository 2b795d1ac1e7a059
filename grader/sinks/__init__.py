"""Sinks: each turns a verdict into the form that one reader wants. They know only the verdict.

Here is what all of them need: a learner's text made harmless, and the same words for the same facts.
Whatever a learner can influence passes through `safe` or `safe_lines` before it is shown anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.verdict import UNJUDGED, Check, ExerciseVerdict, Mistake, Status, Verdict

# Said wherever one of these is shown: neither is the learner's doing, and neither costs anything.
NOT_YOUR_FAULT = {
    Status.ERROR: "the grader itself failed here. It costs you no points: please report it.",
    Status.INCONCLUSIVE: "no verdict was possible this time. It costs you no points: just grade it again.",
}


def safe(text: str) -> str:
    """Return `text` as one line that a terminal, page or log shows and does not obey.

    Line breaks and tabs become spaces. Control characters, escape sequences, invisible characters and
    those that turn the reading direction around are spelled out ("\\x1b").
    """
    if text.isprintable():
        return text
    out: list[str] = []
    for char in text.replace("\r\n", "\n"):
        if char in "\n\t":
            out.append(" ")
        else:
            out.append(char if char.isprintable() else char.encode("unicode_escape").decode("ascii"))
    return "".join(out)


def safe_lines(text: str, *, limit: int = 10, width: int = 200, tail: bool = False) -> list[str]:
    """Return at most `limit` harmless lines of at most `width` characters; what is left out is counted.

    Of a longer text the first and last lines are kept, with `tail` only the last ones.
    """
    lines = text.replace("\r\n", "\n").strip("\n").split("\n") if text.strip() else []
    if len(lines) > limit:
        first = 0 if tail else limit // 2
        last = limit - first - 1
        left_out = f"... {len(lines) - first - last:,} more lines ..."
        lines = [*lines[:first], left_out, *lines[len(lines) - last :]]
    return [shorten(safe(line.expandtabs(4)), width) for line in (cut[: width * 2] for cut in lines)]


def shorten(text: str, width: int) -> str:
    """Return `text` with its end cut off if it has more than `width` characters."""
    return text if len(text) <= width else text[: max(0, width - 3)] + "..."


def path_of(exercise: ExerciseVerdict, mistake: Mistake | None) -> str:
    """Return where the mistake is, relative to the root of the repository; "" when that is not known."""
    file = mistake.file if mistake else None
    if not file or file.startswith("/") or ":" in file or ".." in file.split("/") or len(file) > 200:
        return ""  # the name came from the learner's process: it points into the exercise, or nowhere
    return safe(f"{exercise.folder.rstrip('/')}/{file}" if exercise.folder else file)


def place_of(exercise: ExerciseVerdict, mistake: Mistake | None) -> str:
    """Return "folder/file.py:14", which terminals and editors make a link of; "" when not known."""
    path = path_of(exercise, mistake)
    return f"{path}:{mistake.line}" if path and mistake and mistake.line else path


def label(exercise: ExerciseVerdict, check: Check) -> str:
    """Return "41 part 2: title of the check"."""
    return f"{exercise.number} part {check.part}: {check.title}"


def failures(exercise: ExerciseVerdict) -> list[Check]:
    """Return the checks that were played and failed."""
    return [check for check in exercise.checks if check.status is Status.FAILED and check.reached]


def not_reached(exercise: ExerciseVerdict) -> list[Check]:
    """Return the checks that an earlier failure kept from being played."""
    return [check for check in exercise.checks if not check.reached]


def facts(check: Check) -> list[tuple[str, str]]:
    """Return what was called, what came back and what was expected; a label may be "".

    The message is left out if it only repeats what the labelled facts say.
    """
    raised = check.returned.startswith("raised ")
    rows = [("called", check.called), ("got", check.returned), ("expected", check.expected)]
    if check.seed is not None:
        passed = f"after {check.schedules - 1} that passed" if check.schedules > 1 else "the first that was played"
        rows.append(("schedule", f"seed {check.seed}, {passed}"))
    rows = [(name, text) for name, text in rows if text]
    repeated = (check.expected and check.expected in check.message) or (raised and check.returned in check.message)
    if check.message and not repeated:
        rows.append(("", check.message))
    return rows


def story(exercise: ExerciseVerdict, check: Check) -> Iterator[str]:
    """Yield a failed check as plain lines, for sinks that have no layout of their own."""
    for name, text in facts(check):
        if name:
            yield shorten(safe(f"{name}: {text}"), 1000)
        else:
            yield from safe_lines(text, limit=12, width=1000)
    mistake = check.mistake
    if mistake:
        yield shorten(safe(f"{mistake.name}: {mistake.what}" if mistake.what else mistake.name), 1000)
        if place := place_of(exercise, mistake):
            yield shorten(f"{place}  {safe(mistake.text.strip())}".rstrip(), 300)
        if mistake.advice:
            yield shorten(safe(f"Next: {mistake.advice}"), 1000)


def unjudged(verdict: Verdict, status: Status) -> list[tuple[str, str]]:
    """Return (label, message) of everything that ended in `status`, which is one of UNJUDGED."""
    assert status in UNJUDGED
    rows: list[tuple[str, str]] = []
    for exercise in verdict.exercises:
        checks = [check for check in exercise.checks if check.status is status]
        rows += [(f"{exercise.number} part {check.part}", check.message) for check in checks]
        if exercise.status is status and not checks:
            rows.append((f"{exercise.number} {exercise.id}", exercise.message))
    return rows


class Unjudged(Exception):
    """There is something that could not be judged, and the reader has no word for that but a zero."""


def demand_judged(verdict: Verdict) -> None:
    """Raise `Unjudged`, with a sentence, if points are neither earned nor lost."""
    rows = [(str(status), *row) for status in sorted(UNJUDGED) for row in unjudged(verdict, status)]
    rows += [("ungradable", e.number, e.message) for e in verdict.exercises if e.ungradable]
    if rows:
        status, name, message = rows[0]
        more = f" ({len(rows)} such)" if len(rows) > 1 else ""
        raise Unjudged(
            f"No results are written, they would be a zero: {name} is {status}: {shorten(safe(message), 300)}{more}"
        )


def remark(verdict: Verdict, exercise: ExerciseVerdict) -> str:
    """Return the few words that stand at the right of an exercise's line."""
    match exercise.status:
        case Status.PASSED:
            played = sum(check.elapsed or 0.0 for check in exercise.checks)
            count = counted(len(exercise.checks), "check")
            if most := max((check.schedules for check in exercise.checks), default=0):
                count += f" x {most} schedules"
            return f"{count}, {played:.1f} s {verdict.clock}" if played else count
        case Status.FAILED:
            failed = next(iter(failures(exercise)), None)
            mistake = failed.mistake if failed else None
            if mistake is None:
                return f"part {failed.part}" if failed else ""
            return f"{mistake.name}, line {mistake.line}" if mistake.line else mistake.name
        case Status.ERROR:
            return "not your fault: grader error"
        case Status.INCONCLUSIVE:
            return "not your fault: grade again"
        case Status.NOT_STARTED:
            return "not started"
        case _:
            return "not judged here"


def points(exercise: ExerciseVerdict) -> str:
    """Return "4/6", or "-/6" if nothing could be judged: an unjudged exercise never reads as zero."""
    if not exercise.max_points:  # an edition without checks of it
        return "-"
    nothing = exercise.open_points == exercise.max_points or exercise.status is Status.NOT_SELECTED
    return f"{'-' if nothing else exercise.points}/{exercise.max_points}"


def total(verdict: Verdict) -> str:
    """Return "8 of 17 points", with what could not be judged."""
    open_points = sum(exercise.open_points for exercise in verdict.exercises)
    rest = f" ({open_points} not judged)" if open_points else ""
    return f"{verdict.points} of {counted(verdict.max_points, 'point')}{rest}"


def counted(number: int, word: str, several: str = "") -> str:
    """Return "1 check" or "5 checks"; `several` if an s is not enough."""
    return f"{number} {word if number == 1 else several or f'{word}s'}"
