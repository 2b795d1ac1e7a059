"""Cancellation: who swallowed it, who did not wait for the end, what a shield left behind; and nobody else."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.unmet import About, Unmet
from grader.judge.world import World
from tests.conftest import PlaySource

HEAD = """
import asyncio
from contextlib import suppress
from services import fetch, never
"""
LEFT = Unmet(About.LEFT_OVER, "A task was still running.")


def name_and_line(evidence: Evidence, source: str, unmet: Unmet = LEFT) -> tuple[str, int | None]:
    mistake = diagnose(evidence, unmet, {"kata.py": source})
    assert mistake is not None
    return mistake.name, mistake.line


def line_of(source: str, text: str) -> int:
    return source[: source.index(text)].count("\n") + 1


def expect(evidence: Evidence) -> Match:
    return Match(evidence, World("seed", {}, None), "", {})  # type: ignore[arg-type]


# --- swallowed ----------------------------------------------------------------------------------------

SWALLOWERS = {
    "bare": "try: await never('x')\n        except: continue",
    "base": "try: await never('x')\n        except BaseException as error: print(error)",
    "named": "try: await never('x')\n        except (ValueError, asyncio.CancelledError): pass",
    "suppress": "with suppress(asyncio.CancelledError): await never('x')",
    "finally": "try: await never('x')\n        finally: continue",
}
KEEPS = {"suppress": "with suppress", "finally": "continue"}


def worker(body: str, then: str) -> str:
    return f"""{HEAD}
async def main():
    worker = asyncio.create_task(work())
    await asyncio.sleep(1)
    worker.cancel()
    {then}

async def work():
    while True:
        {body}
"""


@pytest.mark.parametrize("name", SWALLOWERS)
@pytest.mark.parametrize("then", ["await asyncio.wait([worker], timeout=5)", "await worker"])
def test_a_worker_that_works_on_after_it_was_cancelled(play_source: PlaySource, name: str, then: str) -> None:
    """Also where it never ends: whoever waits for it is then in a deadlock, which is only the symptom."""
    source = worker(SWALLOWERS[name], then)
    evidence = play_source(source)
    assert evidence.end == ("deadlock" if then == "await worker" else "returned")
    line = line_of(source, KEEPS.get(name, "except"))
    assert name_and_line(evidence, source) == ("cancellation-swallowed", line)


def test_a_task_that_ends_as_if_it_had_not_been_cancelled(play_source: PlaySource) -> None:
    source = worker("try: await never('x')\n        except asyncio.CancelledError: break", "await worker")
    assert name_and_line(play_source(source), source) == ("cancellation-swallowed", line_of(source, "except"))


@pytest.mark.parametrize(
    "clean_up",
    [
        "try: await never('x')\n        finally: await fetch('bye')",
        "try: await never('x')\n        except asyncio.CancelledError:\n            await helper()\n            raise",
        "async with Line(): await never('x')",
    ],
)
def test_who_cleans_up_has_swallowed_nothing(play_source: PlaySource, clean_up: str) -> None:
    source = worker(clean_up, "await asyncio.wait([worker], timeout=0.5)")
    source += """
async def helper():
    await fetch('bye')

class Line:
    async def __aenter__(self): pass
    async def __aexit__(self, *error): await fetch('bye')
"""
    evidence = play_source(source)
    assert [task.told for task in evidence.not_ended] == [True]
    assert name_and_line(evidence, source) == ("cancel-not-awaited", line_of(source, "worker.cancel"))


# --- cancelled, and not waited for -----------------------------------------------------------------------


@pytest.mark.parametrize("then", ["return 'done'", "await fetch('other')"])
def test_cancelled_and_not_waited_for(play_source: PlaySource, then: str) -> None:
    """A call that only the closing of the loop has cancelled was not cancelled by the learner's code."""
    source = worker("await never('x')", then)
    evidence = play_source(source)
    calls = {call.name: call.outcome for call in evidence.calls}
    if then.startswith("return"):
        assert calls == {"never": "pending"}
        with pytest.raises(Unmet) as unmet:
            expect(evidence).expect_cancelled("never", exactly=1)
        line = line_of(source, "worker.cancel")
        assert name_and_line(evidence, source, unmet.value) == ("cancel-not-awaited", line)
    else:
        assert calls == {"never": "cancelled", "fetch": "answered"}
        assert evidence.not_ended == []


@pytest.mark.parametrize(
    "ends",
    [
        "worker.cancel(); await asyncio.gather(worker, return_exceptions=True)",
        "worker.cancel(); await asyncio.wait([worker])",
        "await asyncio.wait_for(asyncio.gather(worker, never('y'), return_exceptions=True), 0.5)",
    ],
)
def test_whoever_waits_for_what_it_cancelled_is_clean(play_source: PlaySource, ends: str) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    worker = asyncio.create_task(work())
    await asyncio.sleep(1)
    try:
        {ends}
    except TimeoutError:
        pass

async def work():
    try:
        await never('x')
    finally:
        await fetch('bye')
""")
    assert (evidence.not_ended, evidence.swallowed, evidence.left_over) == ([], [], [])
    expect(evidence).expect_cleanup("fetch", exactly=1)


# --- shields -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "waits",
    [
        "await asyncio.wait_for(asyncio.shield(fetch('slow')), 0.5)",
        "task = asyncio.create_task(fetch('slow')); await asyncio.wait_for(asyncio.shield(task), 0.5)",
    ],
)
def test_work_that_a_shield_has_kept_alive_and_nobody_waits_for(play_source: PlaySource, waits: str) -> None:
    source = f"""{HEAD}
async def main():
    try:
        {waits}
    except TimeoutError:
        return "late"
"""
    evidence = play_source(source)
    assert name_and_line(evidence, source) == ("shield-orphan", line_of(source, "shield("))


def test_shielded_work_that_nobody_keeps_is_lost_while_others_wait(play_source: PlaySource) -> None:
    source = f"""{HEAD}
async def lonely():
    await asyncio.Event().wait()  # nothing holds this event, so nothing holds who waits for it

async def main():
    try:
        await asyncio.wait_for(asyncio.shield(lonely()), 0.5)
    except TimeoutError:
        await asyncio.sleep(5)
"""
    evidence = play_source(source)
    assert name_and_line(evidence, source) == ("shield-orphan", line_of(source, "shield("))


def test_a_shield_whose_task_is_kept_and_awaited_leaves_nothing(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    task = asyncio.create_task(fetch('slow'))
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.5)
    except TimeoutError:
        return await task
""")
    assert (evidence.shield_left, evidence.seconds) == ([], 1.0)


# --- errors ------------------------------------------------------------------------------------------------


def test_an_error_that_nobody_read_is_seen_also_where_its_task_is_kept(play_source: PlaySource) -> None:
    source = f"""{HEAD}
KEPT = []
async def main():
    KEPT.append(asyncio.create_task(fetch('broken')))
    await asyncio.wait(KEPT)
"""
    evidence = play_source(source)
    assert [seen.at for seen in evidence.unread] == [("kata.py", line_of(source, "KEPT.append"))]
    read = play_source(f"{source}    return [str(task.exception()) for task in KEPT]\n")
    assert (read.result, read.unread) == (["no such thing"], [])


def test_an_error_among_the_answers_has_its_name(play_source: PlaySource) -> None:
    source = f"""{HEAD}
async def main():
    return await asyncio.gather(fetch('fine'), fetch('broken'), return_exceptions=True)
"""
    evidence = play_source(source)
    with pytest.raises(Unmet, match="not the expected result") as unmet:
        expect(evidence).expect_result(["fine", None])
    assert "<LookupError exception>" in unmet.value.returned
    assert name_and_line(evidence, source, unmet.value)[0] == "error-as-answer"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("async def main():\n    try: pass\n    except* ValueError: return 1\n", "leaves-except-star"),
        ("async def main():\n    await asyncio.wait([fetch('x')])\n", "not-a-task"),
        ("async def main():\n    try: await fetch('broken')\n    except* LookupError: raise\n", "group-not-caught"),
    ],
)
def test_what_python_says_is_named(play_source: PlaySource, body: str, name: str) -> None:
    source = HEAD + body
    evidence = play_source(source)
    assert name_and_line(evidence, source, Unmet(About.UNEXPECTED_ERROR, ""))[0] == name


# --- the verbs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clean_up", "name"),
    [
        ("finally: await fetch('bye')", None),
        ("except Exception: await fetch('bye')", "cleanup-skipped"),
        ("finally: await asyncio.wait_for(fetch('bye'), 0.5)", "cleanup-cut-off"),
        ("finally:\n            await fetch('bye')\n            await fetch('bye')", "called-too-often"),
    ],
)
def test_cleaned_up(play_source: PlaySource, clean_up: str, name: str | None) -> None:
    body = f"try: await never('x')\n        {clean_up}"
    source = worker(body, "await asyncio.gather(worker, return_exceptions=True)")
    match = expect(play_source(source))
    if name is None:
        match.expect_cleanup("fetch", exactly=1)
        return
    with pytest.raises(Unmet) as unmet:
        match.expect_cleanup("fetch", exactly=1)
    assert name_and_line(match.evidence, source, unmet.value)[0] == name


def test_deadlines_and_work_that_comes_in_turn(play_source: PlaySource) -> None:
    source = f"{HEAD}\nasync def main():\n    await fetch('x')\n    await fetch('y')\n"
    match = expect(play_source(textwrap.dedent(source)))
    match.expect_deadline(2.0)
    match.expect_seconds(2.0, in_turn=True)
    names = {}
    for verb, late in (
        (match.expect_deadline, "deadline-missed"),
        (lambda s: match.expect_seconds(s, in_turn=True), "too-slow"),
    ):
        with pytest.raises(Unmet) as unmet:
            verb(1.5)
        names[late] = name_and_line(match.evidence, source, unmet.value)[0]
    assert names == {"deadline-missed": "deadline-missed", "too-slow": "too-slow"}
    with pytest.raises(Unmet) as unmet:
        match.expect_seconds(1.5)
    assert name_and_line(match.evidence, source, unmet.value)[0] == "sequential-awaits"


@pytest.mark.parametrize("fails_in", ["await fetch('broken')", "group.create_task(fetch('broken'))"])
def test_a_group_that_caught_an_error_has_swallowed_nothing(play_source: PlaySource, fails_in: str) -> None:
    """It cancels the task that it is in. Before Python 3.13 it does not always take that back."""
    evidence = play_source(f"""{HEAD}
async def main():
    try:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(never('x'))
            {fails_in}
    except* LookupError as group:
        kept = group.exceptions[0]
    try:
        async with asyncio.timeout(1):
            await never('y')
    except TimeoutError:
        return str(kept)
""")
    assert (evidence.result, evidence.swallowed, evidence.not_ended) == ("no such thing", [], [])


def test_what_swallows_its_cancellation_after_a_group_is_seen(play_source: PlaySource) -> None:
    source = f"""{HEAD}
async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(2)
    task.cancel()
    await task

async def work():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch('broken'))
    except* LookupError:
        pass
    try:
        await never('y')
    except asyncio.CancelledError:
        pass
"""
    evidence = play_source(source)
    assert name_and_line(evidence, source) == ("cancellation-swallowed", line_of(source, "except asyncio"))


AGAIN = f"""{HEAD}
async def main():
    try:
        async with asyncio.timeout(0.5):
            await all_of_them()
    except TimeoutError:
        return "late"

async def all_of_them():
    tasks = [asyncio.create_task(work(name)) for name in ("a", "b")]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            CONDITION
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise

async def work(name):
    try:
        await never(name)
    finally:
        if name == "b":
            await fetch('bye')
"""


def test_a_gather_that_was_cancelled_has_cancelled_its_tasks_already(play_source: PlaySource) -> None:
    source = AGAIN.replace("CONDITION", "if True:")
    match = expect(play_source(source))
    with pytest.raises(Unmet) as unmet:
        match.expect_cleanup("fetch", exactly=1)
    line = line_of(source, "    task.cancel")
    assert name_and_line(match.evidence, source, unmet.value) == ("cancelled-again", line)


def test_whoever_asks_first_does_not_cancel_again(play_source: PlaySource) -> None:
    match = expect(play_source(AGAIN.replace("CONDITION", "if not task.cancelling():")))
    match.expect_cleanup("fetch", exactly=1)
    assert match.evidence.cancelled_again == []


@pytest.mark.parametrize(
    ("outer", "of"), [("async with asyncio.timeout(0.5): ", "main"), ("", "")], ids=["own timeout", "the caller's"]
)
def test_a_deadline_that_is_ignored_is_told_of_the_function_that_ignores_it(
    play_source: PlaySource, outer: str, of: str
) -> None:
    source = f"""{HEAD}
async def main():
    {outer}await inner()

async def inner():
    try:
        await fetch('x')
    except BaseException:
        if asyncio.current_task() is None:
            raise
"""
    scenario = """
async def played(kata, note):
    import asyncio
    async with asyncio.timeout(0.7):
        await kata.main()
"""
    evidence = play_source(source, scenario=scenario)
    assert [seen.what for seen in evidence.swallowed] == [of]
    assert name_and_line(evidence, source) == ("cancellation-swallowed", line_of(source, "except"))
    with pytest.raises(Unmet, match=rf"^({of}\(\)|Your code) was cancelled, and ended as if it had not been"):
        expect(evidence).expect_nothing_left()


def test_what_a_gather_cancels_before_it_raises_is_left_running_and_no_line_of_the_learners(
    play_source: PlaySource,
) -> None:
    """The same on every Python: before 3.12 wait_for cancels from within the learner's own frames, and not later."""
    source = f"""{HEAD}
async def main():
    tasks = [asyncio.create_task(work(name)) for name in "ab"]
    try:
        await asyncio.wait_for(asyncio.gather(*tasks), 0.5)
    except TimeoutError:
        return "late"

async def work(name):
    try:
        await never(name)
    finally:
        if name == "b":
            await fetch('bye')
"""
    evidence = play_source(source)
    assert [(task.of, task.at) for task in evidence.not_ended] == [("work", None)]
    assert name_and_line(evidence, source) == ("task-leaked", line_of(source, "tasks = "))
