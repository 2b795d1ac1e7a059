"""`watch --plain`: the same desk for ears and for terminals that cannot redraw. One fact a line, nothing by place."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

from prompt_toolkit.input import create_input

from grader import sinks
from grader.desk import after, screen
from grader.desk.controller import Controller
from grader.desk.listing import plain as listed
from grader.desk.listing import summary
from grader.desk.model import Desk, Panel
from grader.desk.watch import KEYS, until_over, watching_for
from grader.exercise.catalogue import Exercise
from grader.sinks import problems as listed_problems
from grader.sinks import timeline
from grader.sinks.stream import Look, write_lines

_LONGEST = 100_000  # columns: the screen reader wraps, or the terminal does


def run(
    root: Path, exercises: Sequence[Exercise], at: Exercise | None, *, poll: bool, seed: int | None, problems_only: bool
) -> int:
    """Watch until the learner leaves, and return the exit code. `problems_only`: say nothing but `problems`."""
    return asyncio.run(_watch(Desk.open(root, exercises, at), poll, seed, problems if problems_only else facts))


async def _watch(desk: Desk, poll: bool, seed: int | None, facts: Callable[[Desk], Iterator[str]]) -> int:
    said: list[str] = []

    def tell() -> None:
        nonlocal said
        lines = list(facts(desk))
        new = [line for line in lines if line not in said]
        said = lines
        if new:
            write_lines(sys.stdout, new)

    controller = Controller(desk, tell, seed)
    saves = watching_for(controller, poll=poll)
    if desk.first_time and facts is not problems:
        write_lines(sys.stdout, screen.GREETING)
    tell()
    await controller.open()
    await until_over(controller, saves, _keys(controller))
    return 0


def problems(desk: Desk) -> Iterator[str]:
    """Yield the list of problems, between a line that begins it and one that ends it: an editor waits for both."""
    label = f"{desk.at.number} {desk.at.id}"
    if desk.busy:
        yield f"Judging {label} …"
    elif desk.here:
        found = list(listed_problems.of(desk.here.exercise))
        yield from found
        yield f"Judged {label}: {sinks.counted(len(found), 'problem')}."


def facts(desk: Desk) -> Iterator[str]:
    """Yield what the screen would show, a sentence each."""
    if desk.panel is Panel.VERDICT:
        yield from _verdict(desk)
    elif desk.panel is Panel.LIST:
        yield from listed(desk.listed)
        yield summary(desk.rows)
    elif desk.panel is Panel.TIMELINE and (check := desk.timeline()):
        yield from timeline.told(check)
    else:
        lines = screen.body(desk, Look(colour=False, width=_LONGEST, unicode=False))
        yield from (line.strip() for line in lines if line.strip())
    if desk.note:
        yield desk.note
    if not desk.busy:
        yield "Keys: " + ", ".join(f"{key} {word}" for key, word in desk.actions()).replace("↑↓", "arrows") + "."


def _verdict(desk: Desk) -> Iterator[str]:
    label = f"{desk.at.number} {desk.at.title}"
    here = desk.here
    if desk.busy:
        yield f"Judging {label} …"
        return
    if not here:
        folder = f"{desk.at.folder.parent.name}/{desk.at.folder.name}"
        yield f"You are at {label}{'' if label.endswith('?') else '.'} Your aim: {desk.at.learn}"
        yield f"The lesson: {folder}/README.md"
        yield f"The stub: {folder}/{desk.at.files[0]}. Save it, and it is judged."
        return
    exercise = here.exercise
    yield f"{label}: {here.words}, {exercise.points} of {sinks.counted(exercise.max_points, 'point')}."
    yield from (f"Note: {message}" for message in here.verdict.messages)
    if here.passed:
        for heading, text in after.paragraphs(desk.at, here.facts, here.reference):
            yield f"{heading}: {text}"
        return
    if here.tried:
        yield here.tried
    if exercise.message:
        yield exercise.message
    for check in sinks.failures(exercise)[:1]:
        yield f"Part {check.part}, {check.title}: failed."
        yield from sinks.story(exercise, check)
    for check in sinks.failures(exercise)[1:]:
        yield f"Part {check.part}, {check.title}: failed as well."


async def _keys(controller: Controller) -> None:
    async for key in _pressed():
        await controller.pressed(key)
    await asyncio.Event().wait()  # there are no keys here: go on until the process is ended


async def _pressed() -> AsyncIterator[str]:
    """Yield keys: as they are pressed on a terminal, else the first letter of each line of standard input."""
    loop = asyncio.get_running_loop()
    keys: asyncio.Queue[str | None] = asyncio.Queue()
    if sys.stdin.isatty():
        with contextlib.closing(create_input()) as keyboard:

            def ready() -> None:
                for press in keyboard.read_keys():
                    keys.put_nowait(KEYS.get(press.key, press.key))

            with keyboard.raw_mode(), keyboard.attach(ready):
                while (key := await keys.get()) is not None:
                    yield key
        return

    def read_lines() -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
            for line in sys.stdin:
                loop.call_soon_threadsafe(keys.put_nowait, line.strip()[:1] or "enter")
            loop.call_soon_threadsafe(keys.put_nowait, None)

    threading.Thread(target=read_lines, daemon=True).start()
    while (key := await keys.get()) is not None:
        yield key
