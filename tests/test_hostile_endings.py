"""Whatever a player does, the match ends with a clear verdict, the judge carries on, and nothing is left."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.diagnosis import diagnose, ending
from grader.judge.evidence import Evidence
from grader.judge.players import Players
from grader.player.forkserver import where
from grader.sandbox.limits import LIMITS
from tests.conftest import PlaySource

ENDINGS = [
    ("import os; os._exit(0)", "left", "exited"),
    ("import sys; sys.exit(0)", "raised", "exited"),
    ("import os; os.close(3); os.closerange(3, 100)", "left", "exited"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "exited"),
    ("while True: print('x' * 1000)", "flooded", "flooded"),
    ("while True: pass", "spinning", "spinning"),
    ("import os\n    while True: os.write(1, b'x' * 65536)", "raised", "wrong-answer"),
    ("return input('name? ')", "asked_for_input", "asked-for-input"),
    ("breakpoint()", "asked_for_input", "asked-for-input"),
    (
        "import os\n    [os.write(fd, b'rubbish!') for fd in range(3, 10) if is_socket(fd)]",
        "rubbish",
        "tampered",
    ),
    ("import asyncio\n    while True: await asyncio.sleep(1)", "runaway", "polling"),
    ("from services import fetch\n    while True: await fetch('a')", "runaway", "called-too-often"),
]


@pytest.mark.parametrize(("body", "end", "mistake"), ENDINGS)
def test_every_way_out_has_a_name_and_a_sentence(play_source: PlaySource, body: str, end: str, mistake: str) -> None:
    source = f"""
def is_socket(fd):
    import os, stat
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False

async def main():
    {body}
"""
    evidence = play_source(source)
    assert evidence.end == end
    if end != "raised":
        assert ending(evidence)
        found = diagnose(evidence, None, {"kata.py": source})
        assert found is not None
        assert found.name == mistake
    assert_the_judge_carries_on(play_source)


def test_a_spin_is_pinned_to_its_line(play_source: PlaySource) -> None:
    evidence = play_source("""
        async def main():
            while True:
                pass
    """)
    assert evidence.end == "spinning"
    assert evidence.at is not None
    assert evidence.at[0] == "kata.py"
    assert evidence.at[1] in (3, 4)


def test_recursion_without_end_is_the_learners_exception(play_source: PlaySource) -> None:
    evidence = play_source("""
        async def main():
            return await main()
    """)
    assert evidence.end == "raised"
    assert evidence.error is not None
    assert evidence.error.type == "RecursionError"
    assert len(evidence.error.frames) <= 20


def test_real_waiting_outside_the_clock_is_ended_and_pinned(play_source: PlaySource) -> None:
    limits = dataclasses.replace(LIMITS, silent_seconds=0.5)
    evidence = play_source(
        """
        import os
        async def main():
            read, write = os.pipe()
            os.read(read, 1)
        """,
        limits=limits,
    )
    assert evidence.end == "silent"
    assert evidence.detail["sleeping"]
    assert evidence.at == ("kata.py", 5)
    assert_the_judge_carries_on(play_source)


@pytest.mark.parametrize(
    "detach",
    ["", "os.setsid()", "os.setsid() or os.fork() and os._exit(0)"],
    ids=["child", "session", "daemon"],
)
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux to adopt orphans")
def test_children_do_not_outlive_the_match(
    play_source: PlaySource, players_at: Callable[[str], Players], detach: str
) -> None:
    """Where no rule of the kernel's keeps anybody from making them."""
    source = f"""
        import os, select
        async def main():
            read, write = os.pipe()
            if os.fork() == 0:
                {detach or "pass"}
                os.write(write, str(os.getpid()).encode())
                os.closerange(0, 100)
                while True:
                    select.select([], [], [], 10)
            return int(os.read(read, 20))
    """
    evidence = play_source(source, players=players_at("none"))
    assert evidence.end == "returned"
    pid = evidence.result
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        os.sched_yield()
    assert not Path(f"/proc/{pid}").exists()


def test_a_module_that_does_not_compile_is_told_in_pythons_words(play_source: PlaySource) -> None:
    evidence = play_source("def main():\n    return await fetch('x')\n")
    assert (evidence.end, evidence.at) == ("syntax", ("kata.py", 2))
    assert "'await' outside async function" in ending(evidence)
    found = diagnose(evidence, None, {"kata.py": "def main():\n    return await fetch('x')\n"})
    assert found is not None
    assert (found.name, found.text) == (
        "await-outside-async",
        "return await fetch('x')",
    )


def test_a_module_that_raises_on_import_is_told_with_its_line(play_source: PlaySource) -> None:
    evidence = play_source("import services\n1 / 0\n")
    assert (evidence.end, evidence.at) == ("import", ("kata.py", 2))
    assert "ZeroDivisionError" in ending(evidence)


def assert_the_judge_carries_on(play_source: PlaySource) -> None:
    evidence: Evidence = play_source("async def main():\n    return 'fine'\n")
    assert evidence.result == "fine"


def test_a_thread_that_could_run_is_no_sleeping_process() -> None:
    """The first thread of this process sleeps in join while another one computes: a busy machine looks like that."""
    source = (
        "import threading\n"
        "thread = threading.Thread(target=lambda: [None for _ in iter(int, 1)])\n"
        "thread.start()\nprint('on', flush=True)\nthread.join()\n"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert not where(process.pid)
        process.kill()


def test_the_source_of_a_scenario_is_gone_before_the_learners_code_runs(play_source: PlaySource) -> None:
    """Else it could be printed, and stand on a page that a whole class reads."""
    evidence = play_source("""
        import gc, sys
        async def main():
            frame, found = sys._getframe(), []
            while frame is not None:
                found += [value for value in frame.f_locals.values()]
                frame = frame.f_back
            found += gc.get_objects()
            texts = [value for each in found if type(each) is dict for value in list(each.values())] + found
            return [text for text in texts if type(text) is str and "def " + "played(" in text]
    """)
    assert evidence.end == "returned"
    assert evidence.result == []
