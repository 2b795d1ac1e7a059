"""The real clock: programs as a shell starts them, calls seen by the judge, rest told from slowness."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.judge.players import ROOT
from grader.judge.unmet import Unmet
from grader.judge.world import Service
from grader.live.programs import LiveForkServer
from grader.live.stage import Disturbed, LiveMatch, play_live
from grader.live.tracebacks import read_errors
from grader.sandbox import landlock
from grader.sandbox.confine import AROUND_PROGRAMS

LANDLOCK = AROUND_PROGRAMS[1]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the real clock needs fork")

SERVICES = """
import asyncio, time

class Broken(Exception):
    pass

def fetch(name):
    time.sleep(9)

async def afetch(name):
    await asyncio.sleep(9)

async def tokens(name):
    yield name
"""

Play = Callable[..., LiveMatch]


@pytest.fixture(scope="module")
def fork_server() -> Iterator[LiveForkServer]:
    started = LiveForkServer()
    yield started
    started.close()


@pytest.fixture
def play(fork_server: LiveForkServer) -> Play:
    """Plays a script with `source` as program.py, and gives the match."""

    def run(source: str, script: Callable[[LiveMatch], Awaitable[None]], tries: int = 1) -> LiveMatch:
        files = {"program.py": textwrap.dedent(source).encode(), "services.py": SERVICES.encode()}
        made: list[LiveMatch] = []

        def make(folder: Path) -> LiveMatch:
            made.append(LiveMatch(folder, ("program.py",), fork_server, "seed", services()))
            return made[-1]

        asyncio.run(play_live(script, make, files, tries=tries))
        return made[-1]

    return run


def services() -> dict[str, Service]:
    def fetch(call: Any, name: str) -> str:
        if name == "broken":
            raise LookupError("no such thing")
        return f"{name} {call.word}"

    def tokens(call: Any, name: str) -> Iterator[str]:
        for number in range(3):
            yield f"{call.word}{number}"

    return {
        "fetch": Service("fetch", fetch, 0.0, False),
        "afetch": Service("afetch", fetch, 0.0, False),
        "tokens": Service("tokens", tokens, 0.0, False),
    }


# Programs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("pass", 0),
        ("import sys; sys.exit(3)", 3),
        ("raise SystemExit('a sentence')", 1),
        ("1 / 0", 1),
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("raise KeyboardInterrupt", -signal.SIGINT),
        ("import atexit; atexit.register(print, 'bye')", 0),
    ],
)
def test_exit_codes_are_what_a_shell_would_see(play: Play, ending: str, code: int) -> None:
    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py", "an argument")
        assert await stage.finished(program)
        assert program.code == code
        assert program.out.text == ("bye\n" if "bye" in ending else "")

    play(ending, script)


def test_a_program_gets_its_arguments_its_folder_and_a_clean_environment(play: Play) -> None:
    source = """
        import os, sys
        from pathlib import Path
        import services
        print(sys.argv, __name__, Path.cwd() == Path(services.__file__).parent, "PYTHONUNBUFFERED" in os.environ)
        print(sys.stdin.read() == "", "HOME" in os.environ, "grader" in str(sys.path))
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py", "one", "two words")
        await stage.finished(program)
        assert program.out.text == "['program.py', 'one', 'two words'] __main__ True False\nTrue False False\n"

    os.environ["PYTHONUNBUFFERED"] = "1"
    try:
        assert play(source, script).called_text == 'python program.py one "two words"'
    finally:
        del os.environ["PYTHONUNBUFFERED"]


def test_output_is_buffered_as_in_any_pipe(play: Play) -> None:
    source = "import time; print('here'); time.sleep(60)"

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert not await stage.until(lambda: program.out.text)
        program = await stage.start("program.py", variables={"PYTHONUNBUFFERED": "1"})
        assert await stage.until(lambda: program.out.text)

    play(source, script)


def test_nothing_of_a_program_is_left_not_even_children_in_their_own_session(play: Play) -> None:
    source = """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        print(child.pid, flush=True)
        time.sleep(60)
    """
    pids: list[int] = []

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert await stage.until(lambda: program.out.text.endswith("\n"))
        pids.extend([program.pid, int(program.out.text)])

    play(source, script)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_what_a_driving_script_tells_is_not_shown_as_the_learners(play: Play) -> None:
    async def script(stage: LiveMatch) -> None:
        program = await stage.drive('import json, program\nprint(json.dumps({"found": 3}), flush=True)')
        await stage.expect_end(program)
        assert stage.lines(program) == [{"found": 3}]

    match = play('print("looking around")', script)
    assert match.output == "looking around\n"


def test_output_is_capped(play: Play) -> None:
    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        await stage.finished(program)
        assert program.out.flooded
        assert len(program.out.text) == 256 * 1024

    play("print('x' * 10_000_000)", script)


def test_ctrl_c_is_ctrl_c(play: Play) -> None:
    source = """
        import asyncio, services

        async def main():
            try:
                await services.afetch("x")
            finally:
                print("cleaned up", flush=True)

        asyncio.run(main())
    """

    async def script(stage: LiveMatch) -> None:
        hold = stage.hold("afetch")
        program = await stage.start("program.py")
        assert await stage.until(lambda: hold.waiting)
        program.send_signal(signal.SIGINT)
        assert await stage.finished(program)
        assert program.interrupted
        assert program.out.text == "cleaned up\n"
        assert stage.calls()[0].outcome == "cancelled"

    match = play(source, script)
    assert match.evidence.error
    assert match.evidence.error.type == "KeyboardInterrupt"


# Calls -------------------------------------------------------------------------------------------------


def test_the_judge_sees_what_is_in_flight_together(play: Play) -> None:
    source = """
        import asyncio, services

        async def main():
            together = await asyncio.gather(*(services.afetch(name) for name in "abc"))
            print(together)
            print(await services.afetch("d"))

        asyncio.run(main())
    """

    async def script(stage: LiveMatch) -> None:
        hold = stage.hold("afetch")
        program = await stage.start("program.py")
        assert not await stage.until(lambda: hold.in_flight > 3)
        assert hold.in_flight == hold.waiting == 3
        hold.release()
        assert await stage.finished(program)
        assert stage.peak("afetch") == 3
        answers = [stage.reply("afetch", name) for name in "abcd"]
        assert program.out.text == f"{answers[:3]}\n{answers[3]}\n"
        assert [call.line for call in stage.calls()] == [None, None, None, 7]

    assert play(source, script).evidence.loops


@pytest.mark.parametrize(("name", "raised"), [("broken", "LookupError: no such thing")])
def test_an_error_of_a_service_is_raised_in_the_program(play: Play, name: str, raised: str) -> None:
    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        await stage.finished(program)
        assert program.code == 1

    match = play(f"import services\nservices.fetch({name!r})", script)
    assert str(match.evidence.error) == raised
    assert match.evidence.error
    assert match.evidence.error.place == ("program.py", 2)


def test_items_are_handed_out_one_by_one_and_a_closed_stream_is_seen(play: Play) -> None:
    source = """
        import asyncio, services

        async def main():
            stream = services.tokens("x")
            async for token in stream:
                print(token, flush=True)
                break
            await stream.aclose()
            print("closed", flush=True)
            await asyncio.sleep(60)

        asyncio.run(main())
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert await stage.until(lambda: "closed" in program.out.text)
        assert program.out.text == f"{stage.replies('tokens', 'x')[0]}\nclosed\n"
        (call,) = stage.calls()
        assert (call.outcome, len(call.items)) == ("closed", 1)

    play(source, script)


def test_a_service_that_blocks_a_loop_is_reported_with_its_line(play: Play) -> None:
    source = """
        import asyncio, services

        async def main():
            services.fetch("x")

        asyncio.run(main())
    """

    async def script(stage: LiveMatch) -> None:
        await stage.finished(await stage.start("program.py"))
        with pytest.raises(Unmet, match="held the event loop"):
            stage.expect_loop_free()

    assert play(source, script).evidence.blocked[0].at == ("program.py", 5)


def test_a_loop_in_another_thread_is_an_extra_loop(play: Play) -> None:
    source = """
        import asyncio, threading, services

        def work():
            asyncio.run(services.afetch("x"))

        async def main():
            await asyncio.to_thread(work)

        asyncio.run(main())
    """

    async def script(stage: LiveMatch) -> None:
        await stage.finished(await stage.start("program.py"))
        with pytest.raises(Unmet, match=r"\(line 5\)"):
            stage.expect_no_extra_loop()

    play(source, script)


def test_calls_of_another_process_are_seen_as_such(play: Play) -> None:
    source = """
        from concurrent.futures import ProcessPoolExecutor
        import services

        if __name__ == "__main__":
            with ProcessPoolExecutor(2) as pool:
                print(pool.submit(services.fetch, "x").result())
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert await stage.finished(program)
        (call,) = stage.calls()
        assert stage.reported(call)["process"] != program.pid
        assert program.out.text == f"{stage.reply('fetch', 'x')}\n"

    play(source, script)


# Rest and slowness -------------------------------------------------------------------------------------


def test_a_program_that_computes_is_not_at_rest(play: Play) -> None:
    source = """
        import time
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            pass
        print("done", flush=True)
        time.sleep(60)
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert await stage.until(lambda: program.out.text)

    play(source, script)


def test_a_program_that_computes_without_end_is_the_programs_fault(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.live.stage.MOST_CPU", 0.5)

    async def script(stage: LiveMatch) -> None:
        await stage.start("program.py")
        await stage.until(lambda: False)

    with pytest.raises(Unmet, match="computed without end"):
        play("while True: pass", script)


def test_what_never_comes_to_rest_by_itself_fails(
    play: Play, fork_server: LiveForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wakes again and again, and the kernel says that nothing was kept from it: no busy machine is like that."""
    monkeypatch.setattr(fork_server, "starved", lambda: 0.0)
    monkeypatch.setattr("grader.live.stage.LONGEST", 1.0)
    monkeypatch.setattr("grader.live.stage.threads_asleep", lambda pid: False)

    async def script(stage: LiveMatch) -> None:
        await stage.start("program.py")
        await stage.until(lambda: False)

    with pytest.raises(Unmet, match="neither done nor at rest"):
        play("import time\nwhile True: time.sleep(0.001)", script, tries=3)


def test_what_never_comes_to_rest_is_the_machines_fault_and_played_again(
    play: Play, fork_server: LiveForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = itertools.count()  # seconds without a processor: one more each time that the kernel is asked
    monkeypatch.setattr(fork_server, "starved", lambda: float(next(waited)))
    monkeypatch.setattr("grader.live.stage.LONGEST", 0.3)
    monkeypatch.setattr("grader.live.stage.threads_asleep", lambda pid: False)
    played: list[int] = []

    async def script(stage: LiveMatch) -> None:
        played.append(1)
        await stage.start("program.py")
        if len(played) < 3:
            await stage.until(lambda: False)

    play("import time; time.sleep(60)", script, tries=3)
    assert len(played) == 3
    played.clear()
    with pytest.raises(Disturbed):
        play("import time; time.sleep(60)", script, tries=2)


def test_rest_does_not_take_a_time_out(play: Play) -> None:
    async def script(stage: LiveMatch) -> None:
        await stage.start("program.py")
        began = time.monotonic()
        assert not await stage.until(lambda: False)
        assert time.monotonic() - began < 20  # nowhere near LONGEST

    play("import time; time.sleep(60)", script)


# What is read from standard error ----------------------------------------------------------------------

SYNTAX = """\
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "{folder}/other.py", line 3, in <module>
  File "{folder}/program.py", line 7
    return await f()
           ^^^^^^^^^
SyntaxError: 'await' outside async function
"""
GROUP = """\
ERROR:    Exception in ASGI application
  + Exception Group Traceback (most recent call last):
  |   File "/somewhere/starlette/applications.py", line 90, in __call__
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "{folder}/program.py", line 12, in chat
    |     for token in stream:
    | TypeError: 'async_generator' object is not iterable
    +------------------------------------
"""
WARNING = """\
{folder}/program.py:9: RuntimeWarning: coroutine 'Agent.ainvoke' was never awaited
  answer(question)
RuntimeWarning: Enable tracemalloc to get the object allocation traceback
"""


def test_tracebacks_and_warnings_are_read(tmp_path: Path) -> None:
    from grader.judge.evidence import Evidence

    seen = []
    for text in (SYNTAX, GROUP, WARNING):
        evidence = Evidence()
        read_errors(text.replace("{folder}", str(tmp_path)), tmp_path, ("program.py",), evidence)
        error = evidence.error
        seen.append((str(error), error.place) if error else [(n.what, n.at) for n in evidence.never_awaited])
    assert seen == [
        ("SyntaxError: 'await' outside async function", ("program.py", 7)),
        ("TypeError: 'async_generator' object is not iterable", ("program.py", 12)),
        [("ainvoke", ("program.py", 9))],
    ]


def test_a_process_pool_finds_the_program_that_was_started(play: Play, fork_server: LiveForkServer) -> None:
    """On CPython 3.14 a pool's processes import the program again by its path, as "spawn" does everywhere."""

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        assert await stage.finished(program, rest=10.0)
        assert program.out.text == "[1, 2]\n", program.err.text

    fork_server.import_once(["multiprocessing.process"])  # in another folder than the program's
    play(
        """
        import multiprocessing

        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(abs, [1, -2]))
        """,
        script,
    )


def test_exercises_that_every_program_may_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had made a virtual environment of the clone itself (`python -m venv .`)."""
    monkeypatch.setattr(landlock, "readable_by_programs", lambda: (str(ROOT),))
    told = LiveForkServer()
    told.close()
    assert LANDLOCK not in told.layers
    assert f"{LANDLOCK} (the exercises lie in {ROOT}, which every program may read)" in told.layers_missing


def test_a_program_has_its_folder_and_python_and_nothing_else_of_the_machine(
    play: Play, fork_server: LiveForkServer
) -> None:
    if not landlock.available():
        pytest.skip("no Landlock here: the verdict lists it as missing")
    assert LANDLOCK in fork_server.put_on
    here = Path(__file__).resolve()
    hidden = next(here.parent.parent.glob("exercises/*/.hidden/test_*.py"))
    source = f"""
        import asyncio, os, pathlib, signal, socket, sqlite3, ssl, subprocess, tempfile

        def tried(what):
            try:
                what()
            except PermissionError:
                return "refused"
            return "done"

        print("reads a hidden check:", tried(lambda: open({str(hidden)!r}).read()))
        print("lists the repository:", tried(lambda: os.listdir({str(here.parent.parent)!r})))
        print("writes beside itself:", tried(lambda: open({str(here.parent / "planted")!r}, "w")))
        print("reads the judge:", tried(lambda: open("/proc/{os.getpid()}/environ", "rb").read()))
        print("writes in its folder:", tried(lambda: pathlib.Path("mine").write_text("x")))
        print("has temporary files:", tried(lambda: tempfile.NamedTemporaryFile()))
        print("keeps a database:", tried(lambda: sqlite3.connect("my.sqlite").execute("CREATE TABLE t (x)")))
        print("listens:", tried(lambda: socket.create_server(("127.0.0.1", 0)).close()))
        print("loads certificates:", tried(ssl.create_default_context))
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        await stage.finished(program)
        assert program.out.text.splitlines() == [
            "reads a hidden check: refused",
            "lists the repository: refused",
            "writes beside itself: refused",
            "reads the judge: refused",
            "writes in its folder: done",
            "has temporary files: done",
            "keeps a database: done",
            "listens: done",
            "loads certificates: done",
        ], program.err.text

    play(source, script)
    assert not (here.parent / "planted").exists()


# A learner's own tests, and processes that a program starts

TESTS = """
import asyncio

import services


async def add(a, b):
    return services.add(a, b)


def test_sum():
    assert asyncio.run(add(1, 2)) == 3


def test_difference():
    services.difference(3)
"""
DELIVER = """
import services


def deliver(name):
    services.add = {"right": lambda a, b: a + b, "wrong": lambda a, b: a * b}[name]
    services.difference = lambda a: a
"""


def test_a_learners_tests_are_run_by_pytest_for_each_delivery(play: Play) -> None:
    async def script(stage: LiveMatch) -> None:
        runs = await stage.run_tests("program.py", DELIVER, ["right", "wrong"])
        stage.expect_tests_pass(runs["right"], "is right")
        stage.expect_tests_fail(runs["wrong"], "is wrong")
        assert set(runs["wrong"].failed) == {"test_sum"}
        with pytest.raises(Unmet, match="all your tests accept it") as weak:
            stage.expect_tests_fail(runs["right"], "is right")
        assert weak.value.mistake == "check-too-weak"
        with pytest.raises(Unmet, match="test_sum refuses it") as strict:
            stage.expect_tests_pass(runs["wrong"], "multiplies")
        assert strict.value.mistake == "check-too-strict"
        again = await stage.run_tests("program.py", DELIVER, ["right"], backwards=True)
        assert again["right"].passed == ("test_difference", "test_sum")

    play(TESTS, script)


def test_what_a_learners_test_raises_is_the_error_of_the_match(play: Play) -> None:
    async def script(stage: LiveMatch) -> None:
        runs = await stage.run_tests("program.py", DELIVER, ["right"])
        with pytest.raises(Unmet, match="raised LookupError: no such thing"):
            stage.expect_tests_pass(runs["right"], "is right")
        assert stage.evidence.error is not None
        assert stage.evidence.error.place == ("program.py", 3)

    play("\ndef test_it():\n    raise LookupError('no such thing')\n", script)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which processes a program has started")
def test_a_process_that_was_left_behind_is_found(play: Play) -> None:
    source = """
        import subprocess, sys, time

        child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
        if "ended" in sys.argv:
            child.kill()
            child.wait()
        print("over", flush=True)
        time.sleep(600)
    """

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py", "ended")
        await stage.until(lambda: "over" in program.out.text)
        await stage.expect_no_child(program, "At the end")
        program = await stage.start("program.py")
        await stage.until(lambda: "over" in program.out.text)
        with pytest.raises(Unmet, match="a process that your program had started") as left:
            await stage.expect_no_child(program, "At the end")
        assert left.value.mistake == "child-left-behind"
        assert len(stage.children(program)) == 1

    play(source, script)
