"""The watch screen as lines: a head, the panel in the middle, the keys at the foot. Pure: a desk in, text out."""

from __future__ import annotations

from grader import sinks
from grader.desk import after, hints, listing, pages
from grader.desk.model import Desk, Panel
from grader.desk.states import playable
from grader.diagnosis import MISTAKES
from grader.errors import UserError
from grader.exercise import extras
from grader.exercise.catalogue import Exercise
from grader.sinks import terminal, timeline
from grader.sinks.page import Page, cells
from grader.sinks.stream import Look
from grader.verdict import Status

GREETING = (
    "Welcome! You learn async Python here by mending small programs.",
    "Open the two files above: the lesson, and the stub with its TODOs.",
    "Save, and this screen says what is wrong, on which line, and why.",
    "Stuck? h is a hint, and h again one more. n goes to the next one.",
    "Nothing you write is ever lost. q quits, and your progress stays.",
)


def draw(desk: Desk, look: Look, height: int, *, links: bool = True) -> list[str]:
    """Return exactly `height` lines (fewer if the terminal is tiny), none wider than the look's width."""
    head, middle, foot = _head(desk, look, links), body(desk, look), _foot(desk, look)
    room = max(1, height - len(head) - len(foot))
    most = max(0, len(middle) - room + 1) if len(middle) > room else 0  # a line is for saying that there is more
    desk.page, desk.furthest = max(1, room - 2), most
    if desk.panel is Panel.LIST:  # what is chosen stays in sight
        desk.scroll = min(max(desk.scroll, desk.cursor - room + 3), max(0, desk.cursor - 1))
    desk.scroll = max(0, min(desk.scroll, most))
    shown = middle[desk.scroll : desk.scroll + room]
    if most:
        page = look.page()
        rest = len(middle) - desk.scroll - room + 1
        more = f"... {sinks.counted(rest, 'more line')}: press the space bar or the arrow"
        page.text(more if rest > 0 else "... the end", style="dim")
        shown = [*shown[: room - 1], page.lines[0]]
    return [*head, *shown, *[""] * (room - len(shown)), *foot][:height]


def body(desk: Desk, look: Look) -> list[str]:
    """Return the middle of the screen, as many lines as it takes."""
    page = look.page()
    {
        Panel.VERDICT: _verdict,
        Panel.HINT: _hint,
        Panel.EXPLAIN: _explain,
        Panel.TIMELINE: _timeline,
        Panel.LIST: _list,
        Panel.RUN: _run,
        Panel.SOLUTION: _solution,
        Panel.RESET: _reset,
        Panel.TOGETHER: _together,
    }[desk.panel](page, desk)
    return page.lines


def _head(desk: Desk, look: Look, links: bool) -> list[str]:
    page = look.page()
    here = playable(desk.rows)  # as `grade` counts; the list says which are left out
    done = listing.done(here)
    count = f" {done}/{len(here)} passed, {listing.earned(here)}/{sum(row.max_points for row in here)} points"
    wide = max(8, min(40, page.width - cells(count) - len("awaitlings  ")))
    filled = -(-wide * done // max(1, len(here)))  # rounded up: the first one shows
    full, empty = ("━", "─") if page.unicode else ("#", "-")
    page.line(("bold", "awaitlings "), ("green", full * filled), ("dim", empty * (wide - filled)), ("", count))
    page.line(("bold", sinks.shorten(f"{desk.at.number} {desk.at.title}", page.width)))
    folder = f"{desk.at.folder.parent.name}/{desk.at.folder.name}"
    for name in ("README.md", desk.at.files[0]):
        page.line(("dim", "  lesson  " if name == "README.md" else "  stub    "), ("", f"{folder}/{name}"))
        if links:
            page.lines[-1] = _linked(page.lines[-1], f"{folder}/{name}", desk.at, name)
    page.line(("dim", _rule(page)))
    return page.lines


def _foot(desk: Desk, look: Look) -> list[str]:
    page = look.page()
    page.line(("dim", _rule(page)))
    status = desk.busy and f"{desk.busy} ..."
    if desk.note or status:
        page.text(desk.note or status, style="yellow")
    row: list[tuple[str, str]] = []
    used = 0
    for name, word in desk.actions():
        key = name if page.unicode else name.replace("↑↓", "arrows")
        size = cells(f"{key} {word}") + 3
        if used + size > page.width:
            page.line(*row)
            row, used = [], 0
        row += [("bold", key), ("dim", f" {word}   ")]
        used += size
    page.line(*row)
    return page.lines


def _verdict(page: Page, desk: Desk) -> None:
    here = desk.here
    if desk.first_time and not here:
        for line in GREETING:
            page.text(line)
        page.line()
    if not here:
        _aim(page, desk)
        return
    exercise = here.exercise
    page.line(page.mark(exercise.status), ("bold", f" {_summary(desk)}"))
    for message in here.verdict.messages:
        page.text(f"Note: {message}", hang=6)
    if not here.passed:
        if here.tried:
            page.line()
            page.text(here.tried, lead="Tried:" if here.tried.startswith("Tried:") else "")
        terminal.failures(page, here.verdict)
        if exercise.status is Status.NOT_SELECTED:
            page.text(exercise.message)
        return
    for heading, text in after.paragraphs(desk.at, here.facts, here.reference):
        page.line()
        page.text(f"{heading}: {text}", lead=f"{heading}:", style="dim" if heading in after.WEIGHTS.values() else "")
    page.line()
    following = desk.next_one()
    if desk.all_done:
        page.text("That was the last one that was open.", style="green")
    elif following:
        about = f" (about {following.minutes} minutes)" if following.minutes else ""
        page.text(f"Stay as long as you like; n goes on to {following.number} {following.title}{about}.", style="green")


def _summary(desk: Desk) -> str:
    assert desk.here is not None
    exercise = desk.here.exercise
    seconds = f", judged in {desk.here.seconds:.2f} s" if desk.here.seconds else ""
    return f"{desk.here.words}: {exercise.points} of {sinks.counted(exercise.max_points, 'point')}{seconds}"


def _aim(page: Page, desk: Desk) -> None:
    """What there is to do, before anything was judged."""
    page.text(f"Your aim: {desk.at.learn}", lead="Your aim:")
    page.line()
    for part in desk.at.parts:
        page.text(f"{part.number}. {part.title} ({sinks.counted(part.points, 'point')})", indent=2, hang=5)
    page.line()
    if missing := extras.why_not(desk.at):
        page.text(f"It cannot be judged here yet. {missing}", style="yellow")
    else:
        page.text("Save the stub, and it is judged.", style="dim")


def _hint(page: Page, desk: Desk) -> None:
    shown = hints.hint(desk.at, desk.row.record, desk.row.record.hints)
    paragraphs = hints.told(desk.at, shown)[: -2 if shown.failed else -1]
    for paragraph in paragraphs:
        page.text(paragraph, lead=paragraph.partition(":")[0] + ":")
        page.line()
    more = (
        f"h again for step {len(shown.steps) + 1} of {len(shown.steps) + shown.left}."
        if shown.left
        else "That was the last."
    )
    page.text(f"{more} v goes back to the verdict.", style="dim")


def _explain(page: Page, desk: Desk) -> None:
    name = desk.mistake()
    if not name:
        page.text(f"Why it works: {desk.at.why}", lead="Why it works:")
        return
    try:
        pages.show(page, pages.find(name).read_text(encoding="utf-8"))
    except (UserError, OSError):  # no page on it yet
        page.text(f"{name}: {MISTAKES[name].what}", lead=f"{name}:")
        page.line()
        page.text(f"Next: {MISTAKES[name].advice}", lead="Next:")


def _timeline(page: Page, desk: Desk) -> None:
    check = desk.timeline()
    if check is None or check.timeline is None:
        page.text("There is no timeline: nothing was played.")
        return
    page.text(f"Part {check.part}: {check.title}", style="bold")
    timeline.draw(page, check.timeline)
    if check.timeline.path:
        page.line()
        page.text(check.timeline.path, indent=4)


def _list(page: Page, desk: Desk) -> None:
    rows = desk.listed
    desk.cursor = max(0, min(desk.cursor, len(rows) - 1))
    listing.table(page, rows, at=rows[desk.cursor])
    for line in (listing.summary(desk.rows), *listing.remarks(rows)):
        page.text(line)


def _run(page: Page, desk: Desk) -> None:
    for line in desk.output[-500:]:
        page.text(sinks.shorten(line, 2000))
    if not desk.output:
        page.text("Nothing printed yet.", style="dim")


def _solution(page: Page, desk: Desk) -> None:
    for name, text in desk.solution() or []:
        page.text(f"The reference, solutions/{desk.at.solution.name}/{name}:", style="bold")
        for line in text.splitlines():
            page.text(line or " ", indent=2, hang=8)


def _reset(page: Page, desk: Desk) -> None:
    files = " and ".join(desk.at.files)
    page.text(f"Begin {desk.at.number} again? {files} will hold the stub as it was handed out.", style="bold")
    page.line()
    page.text("What you wrote is kept in .awaitlings/backups, and  nox -s restore  brings it back.")


def _together(page: Page, desk: Desk) -> None:
    verdict = desk.together
    if verdict is None:
        page.text("Everything is being judged once more, together.")
        return
    judged = [exercise for exercise in verdict.exercises if exercise.status is not Status.NOT_SELECTED]
    failed = [exercise for exercise in judged if exercise.status is not Status.PASSED]
    if failed:
        page.text(f"Together: {len(judged) - len(failed)} of {len(judged)} pass.", style="bold")
        terminal.failures(page, verdict)
        return
    page.text(f"All {len(judged)} exercises pass, judged once more together: {sinks.total(verdict)}.", style="green")
    page.line()
    page.text("Now you know where to await, what runs together, who owns a task and who cancels it.")
    page.text("What next: go through the list again and solve one in another way; every right answer passes.")


def _linked(line: str, text: str, exercise: Exercise, name: str) -> str:
    """Make a link of a path (OSC 8): terminals that know it open the file, the others show the text."""
    target = (exercise.folder / name).resolve().as_uri()
    return line.replace(text, f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\")


def _rule(page: Page) -> str:
    return ("─" if page.unicode else "-") * page.width
