"""The picture of a match: who was there when, who waited for what, and who held the loop."""

from __future__ import annotations

import functools
import json
import re
import sys
import tempfile
from pathlib import Path

import jsonschema
import pytest

from grader import verdict as verdict_module
from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.judge.lanes import Lanes
from grader.judge.timeline import timeline
from grader.sinks import terminal
from grader.sinks.page import Page
from grader.sinks.timeline import draw
from grader.verdict import Lane, Stretch, Timeline, Verdict
from tests.conftest import PlaySource
from tests.planted import laid_out

HEAD = "import asyncio, threading, time\nfrom services import fetch, fetch_blocking, never\n"
SCHEMA = json.loads((Path(verdict_module.__file__).parent / "verdict.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def picture(play_source: PlaySource):  # type: ignore[no-untyped-def]
    def of(body: str, *, sync: bool = False) -> Timeline:
        drawn = timeline(play_source(HEAD + body, sync=sync))
        assert drawn is not None
        return drawn

    return of


def lane(drawn: Timeline, name: str) -> Lane:
    return next(lane for lane in drawn.lanes if lane.name == name)


def stretches(lane: Lane) -> list[tuple[float, float, str, str, int | None]]:
    return [(part.start, part.end, part.kind, part.text, part.line) for part in lane.stretches]


BLOCKED = """
async def main():
    beating = asyncio.create_task(beat())
    await asyncio.sleep(0.5)
    time.sleep(2)
    await beating

async def beat():
    for _ in range(2):
        await asyncio.sleep(1)
"""


def test_what_held_the_loop_and_who_stood_still_meanwhile(picture) -> None:  # type: ignore[no-untyped-def]
    drawn = picture(BLOCKED)
    assert drawn.seconds == 3.5
    assert stretches(lane(drawn, "the loop of the check")) == [
        (0.0, 0.5, "running", "runs", None),
        (0.5, 2.5, "blocked", "time.sleep(2)", 7),
        (2.5, 3.5, "running", "runs", None),
    ]
    assert stretches(lane(drawn, "the caller")) == [
        (0.0, 0.5, "waiting", "sleep()", 6),
        (0.5, 2.5, "blocked", "time.sleep(2)", 7),
        (2.5, 3.5, "waiting", "task beat()", 8),
    ]
    assert stretches(lane(drawn, "beat()")) == [
        (0.0, 0.5, "waiting", "sleep()", 12),
        (0.5, 2.5, "held up", "could not run", None),
        (2.5, 3.5, "waiting", "sleep()", 12),
    ]


def test_await_has_one_loop_and_asyncio_run_has_one_for_each(picture) -> None:  # type: ignore[no-untyped-def]
    awaited = picture("async def main():\n    [await fetch(n) for n in 'abc']\n")
    assert [lane.name for lane in awaited.lanes if lane.kind == "loop"] == ["the loop of the check"]
    run = picture("def main():\n    return [asyncio.run(step(n)) for n in 'abc']\n"
                  "async def step(n):\n    return await fetch(n)\n", sync=True)  # fmt: skip
    loops = [lane for lane in run.lanes if lane.kind == "loop"]
    assert [(loop.name, loop.line, loop.start, loop.end, loop.ended) for loop in loops] == [
        ("event loop 1", 4, 0.0, 1.0, "closed"),
        ("event loop 2", 4, 1.0, 2.0, "closed"),
        ("event loop 3", 4, 2.0, 3.0, "closed"),
    ]
    assert [task.inside for task in run.lanes if task.kind == "task"] == [0, 2, 4]
    assert not [lane for lane in run.lanes if lane.kind == "thread"]  # nothing waited in plain code


def test_threads_say_what_they_wait_for_and_where(picture) -> None:  # type: ignore[no-untyped-def]
    drawn = picture("""
async def main():
    await asyncio.gather(asyncio.to_thread(fetch_blocking, "a"), asyncio.to_thread(nap))

def nap():
    time.sleep(0.5)
""")
    assert stretches(lane(drawn, "thread asyncio_0")) == [(0.0, 1.0, "waiting", "services.fetch_blocking()", 5)]
    assert stretches(lane(drawn, "thread asyncio_1")) == [(0.0, 0.5, "waiting", "time.sleep(0.5)", 8)]


def test_plain_code_waits_in_the_main_thread(picture) -> None:  # type: ignore[no-untyped-def]
    drawn = picture("def main():\n    time.sleep(1)\n    fetch_blocking('a')\n", sync=True)
    assert stretches(lane(drawn, "main thread")) == [
        (0.0, 1.0, "waiting", "time.sleep(1)", 4),
        (1.0, 2.0, "waiting", "services.fetch_blocking()", 5),
    ]


@pytest.mark.parametrize(
    ("waits", "what"),
    [
        ("async with held: pass", "Lock.acquire()"),
        ("await asyncio.Event().wait()", "Event.wait()"),
        ("await asyncio.Queue().get()", "Queue.get()"),
        ("await asyncio.wait_for(asyncio.Queue().get(), 9)", "Queue.get()"),
        ("await never('x')", "never()"),
        ("await asyncio.gather(never('x'), never('y'))", "other tasks"),
        ("await asyncio.create_task(never('x'))", "task never()"),
        ("await asyncio.get_running_loop().create_future()", "a future"),
        ("async with asyncio.TaskGroup() as group: group.create_task(never('x'))", "the tasks of a TaskGroup"),
        ("await asyncio.to_thread(time.sleep, 9)", "to_thread()"),
    ],
)
def test_a_wait_is_told_by_the_name_that_people_know(picture, waits: str, what: str) -> None:  # type: ignore[no-untyped-def]
    drawn = picture(f"""
async def main():
    held = asyncio.Lock()
    await held.acquire()
    async def work():
        {waits}
    working = asyncio.create_task(work())
    await asyncio.sleep(1)
""")
    found = {(part.text, part.line) for part in lane(drawn, "work()").stretches}
    if "wait_for" in waits and sys.version_info < (3, 12):
        what = "wait_for()"  # there it makes a task of what it waits for
    assert found == {(what, 8)}


@pytest.mark.parametrize(
    ("body", "name", "ended"),
    [
        ("asyncio.create_task(asyncio.Event().wait())", "Event.wait()", "lost"),
        ("asyncio.create_task(fetch('x'))", "fetch()", "done"),  # the call holds it
        ("task = asyncio.create_task(never('x')); await asyncio.sleep(0.5); task.cancel()", "never()", "cancelled"),
        ("keep = asyncio.create_task(fetch('broken'))", "fetch()", "failed"),
        ("keep = asyncio.create_task(fetch('x'))", "fetch()", "done"),
        ("keep = asyncio.create_task(never('x'))", "never()", ""),
    ],
)
def test_how_a_task_ended(picture, body: str, name: str, ended: str) -> None:  # type: ignore[no-untyped-def]
    drawn = picture(f"async def main():\n    {body}\n    await asyncio.sleep(3)\n")
    assert lane(drawn, name).ended == ended


def test_who_does_not_wait_has_no_picture(play_source: PlaySource) -> None:
    assert timeline(play_source("async def main():\n    return 1\n")) is None


def test_two_thousand_tasks_make_no_larger_picture(picture) -> None:  # type: ignore[no-untyped-def]
    drawn = picture("""
async def main():
    await asyncio.gather(*(work(n) for n in range(2_000)))

async def work(n):
    for _ in range(3):
        await asyncio.sleep(0.1)
""")
    assert len(drawn.lanes) <= 40
    assert sum(len(lane.stretches) for lane in drawn.lanes) <= 240
    assert drawn.left_out > 300


def test_many_stretches_are_bounded_and_still_reach_the_end(picture) -> None:  # type: ignore[no-untyped-def]
    drawn = picture(
        "async def main():\n    for n in range(500):\n        await asyncio.sleep(0.1)\n        time.sleep(0.1)\n"
    )
    parts = lane(drawn, "the loop of the check").stretches
    assert sum(len(lane.stretches) for lane in drawn.lanes) <= 240
    assert parts[-1].end > 29


def test_the_same_play_has_the_same_picture(picture) -> None:  # type: ignore[no-untyped-def]
    assert len({repr(picture(BLOCKED)) for _ in range(3)}) == 1


@pytest.mark.parametrize("number", ["0", None, True, 1.0])
def test_a_number_that_is_none_is_refused(number: object) -> None:
    with pytest.raises(TypeError):
        Lanes().add("task", number, "work", None, 0.0)


@functools.cache
def judged(answer: str, name: str, *, all_timelines: bool = False) -> Verdict:
    exercises = catalogue.select(catalogue.load(problems=[]), [name])
    with tempfile.TemporaryDirectory() as folder:
        laid_out(name, f"wrong/{answer}", Path(folder))
        return grade(exercises, Options(1), folder_of=lambda _: Path(folder), all_timelines=all_timelines)


def test_a_failed_check_carries_its_picture_and_a_passed_one_only_when_asked() -> None:
    verdict = judged("in_turn", "sync_to_async")
    jsonschema.Draft202012Validator(SCHEMA).validate(verdict.to_json())
    checks = verdict.exercises[0].checks
    assert {check.status.value: check.timeline is not None for check in checks} == {"passed": False, "failed": True}
    assert all(check.timeline for check in judged("in_turn", "sync_to_async", all_timelines=True).exercises[0].checks)


@pytest.mark.parametrize(("width", "unicode"), [(60, False), (60, True), (40, False), (120, True)])
@pytest.mark.parametrize(("answer", "name"), [("in_turn", "sync_to_async"), ("loop_in_each_thread", "sync_to_async")])
def test_the_terminal_shows_it_under_a_failed_check(answer: str, name: str, width: int, unicode: bool) -> None:
    text = terminal.render(judged(answer, name), colour=False, width=width, unicode=unicode)
    assert "The time it took, from 0 to" in text.replace("\n    ", " ")
    assert re.search(r"adownl.* +[~━]+\n", text)
    assert "\x1b" not in text
    drawing = text.splitlines()[text[: text.index("The time it took")].count("\n") :]
    assert max(map(len, drawing[: drawing.index("")])) <= width
    assert all(line.isascii() for line in drawing[: drawing.index("")]) or unicode


def test_where_time_says_nothing_there_is_no_picture() -> None:
    assert "The time it took" not in terminal.render(
        judged("made_up_reports", "sync_to_async"), colour=False, width=80, unicode=True
    )


def test_colour_marks_who_holds_the_loop_and_names_are_harmless() -> None:
    hostile = "work\x1b[2J\u202e()"
    held = Stretch(0.5, 1.0, "blocked", "time.sleep\x1b]0;mine\x07", "kata.py", 4)
    drawn = Timeline(1.0, (Lane("task", hostile, None, "kata.py", 3, 0.0, 1.0, "", (held,)),))
    page = Page(colour=True, width=60, unicode=False)
    draw(page, drawn)
    text = "\n".join(page.lines)
    assert "\x1b[1;31mXXXX" in text
    assert "\x1b[2J" not in text
    assert "\x1b]0" not in text
    assert "\u202e" not in text
