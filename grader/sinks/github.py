"""The verdict for GitHub Actions: annotations on the learner's lines, and a summary of the step.

Limits and escapes are those of the runner: ten annotations of a kind are shown for each step, a summary
may have 1 MiB, and commands hide in any line of a log, so a learner's text stands between stop-commands.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator

from grader import sinks
from grader.verdict import UNJUDGED, Check, ExerciseVerdict, Status, Verdict

ANNOTATIONS = 10  # of each kind, for one step
SUMMARY_BYTES = 1024 * 1024  # above it the whole summary is thrown away
_FOOTER_BYTES = 4096  # kept free for the end of the summary


def render(verdict: Verdict, report: str = "") -> str:
    """Return lines for the step's log: the report for a person, then the annotations.

    `report` is what another sink made for people (`terminal.render`); without it the log gets what the
    learner's code printed.
    """
    errors = list(_errors(verdict))
    warnings = list(_warnings(verdict))
    more = len(errors) - ANNOTATIONS
    rest = f" Of {len(errors)} failures, {ANNOTATIONS} are annotated." if more > 0 else ""
    lines = [
        fenced(report or _printed(verdict)),
        *errors[:ANNOTATIONS],
        *warnings[:ANNOTATIONS],
        _command("notice", f"{sinks.total(verdict)}.{rest}", title="Points"),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def fenced(text: str) -> str:
    """Return `text` for the log, so that the runner obeys no command in it.

    The token that ends the fence is a hash of the text, so the text cannot contain it.
    """
    if not text.strip():
        return ""
    token = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::"


def summary(verdict: Verdict) -> str:
    """Return Markdown for `$GITHUB_STEP_SUMMARY`, below its limit in every case."""
    head = [f"## {sinks.total(verdict)}", "", "| | exercise | points | |", "|---|---|---:|---|"]
    for exercise in verdict.exercises:
        name = f"{exercise.number} {_md(exercise.title)}"
        remark = _md(sinks.remark(verdict, exercise))
        status = exercise.status.replace("_", " ")
        head.append(f"| {status} | {name} | {sinks.points(exercise)} | {remark} |")
    for status in sorted(UNJUDGED):
        if rows := sinks.unjudged(verdict, status):
            head += ["", f"**Not your fault:** {sinks.NOT_YOUR_FAULT[status]}", ""]
            head += [f"- {_md(sinks.shorten(f'{name}: {message}', 500))}" for name, message in rows[:50]]
    room = SUMMARY_BYTES - _FOOTER_BYTES
    page, _ = _within("\n".join(head), room)
    sections = ["\n".join(_section(exercise, check)) for exercise, check in _failed(verdict)]
    shown = 0
    for section in sections:
        page, fits = _within(f"{page}\n\n{section}", room, otherwise=page)
        if not fits:
            break
        shown += 1
    if shown < len(sections):
        page += f"\n\n{sinks.counted(len(sections) - shown, 'more failure')} did not fit here."
    return f"{page}\n\n---\n\n{_within(_footer(verdict), _FOOTER_BYTES - 100)[0]}\n"


def _failed(verdict: Verdict) -> Iterator[tuple[ExerciseVerdict, Check | None]]:
    """Yield every failed check; an exercise that failed without one stands for itself."""
    for exercise in verdict.exercises:
        failed = sinks.failures(exercise)
        for check in failed:
            yield exercise, check
        if exercise.status is Status.FAILED and not failed:
            yield exercise, None


def _errors(verdict: Verdict) -> Iterator[str]:
    """Yield an annotation for each failure, but only one for the same mistake at the same place."""
    told: set[tuple[str, str]] = set()
    for exercise, check in _failed(verdict):
        if check is None:
            message = exercise.message or "This exercise did not pass."
            yield _command("error", message, title=f"{exercise.number} {exercise.id}")
            continue
        mistake = check.mistake
        place = sinks.place_of(exercise, mistake)
        if mistake and place:
            if (place, mistake.name) in told:
                continue
            told.add((place, mistake.name))
        line = str(mistake.line) if mistake and place and mistake.line else ""
        message = "\n".join(sinks.story(exercise, check)) or check.title
        where = sinks.path_of(exercise, mistake)
        yield _command("error", message, file=where, line=line, title=sinks.label(exercise, check))


def _warnings(verdict: Verdict) -> Iterator[str]:
    for status in sorted(UNJUDGED):
        for name, message in sinks.unjudged(verdict, status):
            yield _command("warning", f"{sinks.NOT_YOUR_FAULT[status]}\n{message}", title=f"{name}: not your fault")


def _command(kind: str, message: str, **properties: str) -> str:
    """Return one workflow command. The runner decodes what is encoded here."""
    lines = sinks.safe_lines(message, limit=20, width=1000)
    data = "%0A".join(line.replace("%", "%25") for line in lines)
    encoded = ",".join(
        f"{key}={sinks.safe(value).replace('%', '%25').replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
        if value
    )
    return f"::{kind} {encoded}::{data}"


def _printed(verdict: Verdict) -> str:
    lines: list[str] = []
    for exercise, check in _failed(verdict):
        if check and check.output.strip():
            lines.append(f"{sinks.safe(sinks.label(exercise, check))}, your code printed:")
            lines += [f"  | {line}" for line in sinks.safe_lines(check.output, limit=20)]
    return "\n".join(lines)


def _section(exercise: ExerciseVerdict, check: Check | None) -> Iterator[str]:
    if check is None:
        yield f"### {exercise.number} {_md(exercise.id)}\n\n{_md(exercise.message)}"
        return
    yield f"### {_md(sinks.label(exercise, check))}\n"
    rows = sinks.facts(check)
    if known := [f"{name + ':':13}{text}" for name, text in rows if name]:
        yield _pre("\n".join(known))
    for name, text in rows:
        if not name:
            yield f"\n{_md(sinks.shorten(text, 2000))}\n"
    if mistake := check.mistake:
        yield f"\n**{_md(mistake.name)}** {_md(mistake.what)}\n"
        if place := sinks.place_of(exercise, mistake):
            yield _pre(f"{place}\n{mistake.text.strip()}")
        if mistake.advice:
            yield f"\n**Next:** {_md(mistake.advice)}\n"
    for heading, text in (("Where it was raised", check.traceback), ("Your code printed", check.output)):
        if text.strip():
            yield f"\n<details><summary>{heading}</summary>\n\n{_pre(text)}\n\n</details>"


def _footer(verdict: Verdict) -> str:
    notes = [*verdict.messages]
    if verdict.kind == "feedback":
        notes.append("This is feedback, made on a machine that its reader controls. It is not a grade of record.")
    else:
        notes.append("This is a grade of record.")
    if verdict.layers_missing:
        notes.append(f"Not enforced on this machine: {', '.join(verdict.layers_missing)}.")
    place = f"Python {verdict.python}, {verdict.platform}, grader {verdict.grader}"
    notes.append(f"Seed {verdict.seed}, {verdict.clock} clock, {place}.")
    return "\n".join(f"- {_md(note)}" for note in notes)


def _pre(text: str) -> str:
    return f"<pre>{html.escape(chr(10).join(sinks.safe_lines(text, limit=20)), quote=False)}</pre>"


def _md(text: str) -> str:
    """Return `text` as Markdown that shows it as it is; `code` in backticks becomes code."""
    pieces = re.split(r"`([^`]+)`", sinks.safe(text))
    for number, piece in enumerate(pieces):
        escaped = html.escape(piece, quote=False)
        if number % 2:
            escaped = escaped.replace("|", "&#124;").replace("*", "&#42;").replace("_", "&#95;")
            pieces[number] = f"<code>{escaped}</code>"
        else:
            pieces[number] = re.sub(r"([\\`*_{}\[\]()#+.!|~:@$-])", r"\\\1", escaped)
    return "".join(pieces)


def _within(text: str, limit: int, otherwise: str | None = None) -> tuple[str, bool]:
    """Return `text` and whether it fits into `limit` bytes; if not, `otherwise` or its beginning."""
    size = len(text.encode("utf-8"))
    if size <= limit:
        return text, True
    cut = text.encode("utf-8")[:limit].decode("utf-8", "ignore")
    return (cut if otherwise is None else otherwise), False
