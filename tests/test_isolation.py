"""What a player may not touch, layer by layer, and that no layer which was asked for is left out in silence."""

from __future__ import annotations

import gc
import os
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli import main
from grader.exercise.catalogue import load
from grader.exercise.submission import read_submission
from grader.grading.job import Options, job_of
from grader.grading.run import GradingRun
from grader.judge import players
from grader.judge.players import Players, open_players
from grader.sandbox import bubblewrap, confine, landlock, seccomp
from grader.sandbox.isolation import LEVELS, IsolationError, require
from tests.conftest import PlaySource

SOLUTION = Path(__file__).resolve().parent.parent / "solutions" / "11_never_awaited" / "never_awaited.py"
JUDGE = os.getpid()


def named(value: object) -> str:
    """The id of a test, the same in each process that runs tests."""
    return str(value).replace(str(JUDGE), "JUDGE")


TRIED = """
    import asyncio, fcntl, os, resource, signal, socket, subprocess, threading
    async def main():
        try:
            {what}
        except OSError as error:
            return type(error).__name__
        return "done"
"""


@pytest.mark.parametrize(
    ("what", "version"),
    [
        (f"open({str(SOLUTION)!r})", 1),
        ("open('/etc/passwd')", 1),
        (f"os.listdir({str(Path.home())!r})", 1),
        ("open('/tmp/planted', 'w')", 1),
        ("os.mkdir('planted')", 1),
        ("os.symlink('/etc/passwd', 'planted')", 1),
        (f"os.link({str(SOLUTION)!r}, 'planted')", 1),
        (f"os.unlink({str(SOLUTION)!r})", 1),
        ("subprocess.run(['/bin/true'])", 1),
        (f"open('/proc/{JUDGE}/environ')", 1),
        (f"open('/proc/{JUDGE}/mem', 'rb')", 1),
        ("socket.create_connection(('127.0.0.1', 9), 1)", 4),
        ("socket.create_server(('127.0.0.1', 0))", 4),
        (f"os.kill({JUDGE}, 0)", 6),
        ("os.kill(os.getppid(), 9)", 6),
    ],
    ids=named,
)
def test_landlock_refuses_it(
    play_source: PlaySource, players_at: Callable[[str], Players], what: str, version: int
) -> None:
    if landlock.available() < version:
        pytest.skip(f"Landlock {version} is needed for this")
    evidence = play_source(TRIED.format(what=what), players=players_at("landlock"))
    assert evidence.result == "PermissionError"


@pytest.mark.parametrize(
    "what",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        f"os.kill({JUDGE}, 0)",
        "os.kill(0, 0)",
        "os.kill(-1, 0)",
        f"os.pidfd_open({JUDGE})",
        f"resource.prlimit({JUDGE}, resource.RLIMIT_NOFILE, (64, 64))",
        f"os.setpriority(os.PRIO_PROCESS, {JUDGE}, 19)",
        f"os.sched_setscheduler({JUDGE}, os.SCHED_IDLE, os.sched_param(0))",
        f"fcntl.fcntl(0, fcntl.F_SETOWN, {JUDGE})",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "socket.create_connection(('127.0.0.1', 9), 1)",
        "socket.socket(socket.AF_UNIX).connect('\\0judge')",
        "socket.socket(socket.AF_UNIX).bind('\\0judge')",
        "socket.socket().listen()",
        "socket.socket().sendto(b'x', socket.MSG_FASTOPEN, ('127.0.0.1', 9))",
        f"os.chmod({str(SOLUTION)!r}, 0o777)",
        f"os.chown({str(SOLUTION)!r}, 0, 0)",
        f"os.utime({str(SOLUTION)!r})",
        f"os.setxattr({str(SOLUTION)!r}, 'user.x', b'x')",
        f"os.truncate({str(SOLUTION)!r}, 0)",
        "os.memfd_create('hidden')",
        "os.chroot('/')",
    ],
    ids=named,
)
def test_the_filter_of_calls_refuses_it(
    play_source: PlaySource, players_at: Callable[[str], Players], what: str
) -> None:
    evidence = play_source(TRIED.format(what=what), players=players_at("landlock"))
    assert evidence.result == "PermissionError"


def test_limits_cannot_be_raised_again_even_by_root(
    play_source: PlaySource, players_at: Callable[[str], Players]
) -> None:
    what = "resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))"
    evidence = play_source(TRIED.format(what=what), players=players_at("landlock"))
    assert evidence.error is not None
    assert evidence.error.text == "not allowed to raise maximum limit"


@pytest.mark.parametrize(
    "what",
    [
        "threading.Thread(target=print).start()",
        "socket.socketpair()",
        "os.kill(os.getpid(), 0)",
        "signal.raise_signal(signal.SIGWINCH)",
        "await asyncio.to_thread(print)",
        "os.pipe()",
    ],
)
def test_what_honest_code_does_is_not_refused(play_source: PlaySource, what: str) -> None:
    assert play_source(TRIED.format(what=what)).result == "done"


@pytest.mark.parametrize(
    ("what", "seen"),
    [
        ("return os.path.exists('/etc/passwd') or os.path.exists('/var')", False),
        (f"return os.path.exists({str(SOLUTION)!r})", False),
        ("return sorted(int(name) for name in os.listdir('/proc') if name.isdigit())", None),
        (f"return os.path.exists('/proc/{JUDGE}/environ')", False),
        ("return [name for _, name in socket.if_nameindex() if name != 'lo']", []),
    ],
    ids=named,
)
def test_namespaces_show_nothing_of_the_machine(
    play_source: PlaySource, players_at: Callable[[str], Players], what: str, seen: object
) -> None:
    evidence = play_source(TRIED.format(what=what), players=players_at("bubblewrap"))
    if seen is None:  # Landlock hides even what is in there
        assert evidence.result in ("PermissionError", [1, 2], [1, 3])
    else:
        assert evidence.result in (seen, "PermissionError")


def test_the_standard_library_can_still_be_imported(play_source: PlaySource) -> None:
    evidence = play_source("""
        import decimal, email, fractions, hashlib, sqlite3, ssl, statistics, uuid, zoneinfo
        async def main():
            return str(zoneinfo.ZoneInfo("UTC")), len(hashlib.sha256(b"").hexdigest())
    """)
    assert evidence.result == ("UTC", 64)


def test_spawned_players_are_confined_as_well(play_source: PlaySource) -> None:
    if not seccomp.available():
        pytest.skip("no filter of calls on this machine")
    spawner = open_players(spawn=True)
    evidence = play_source(TRIED.format(what=f"os.kill({JUDGE}, 0)"), players=spawner)
    spawner.close()
    assert evidence.result == "PermissionError"
    assert "seccomp" in spawner.layers


# What is said of it ------------------------------------------------------------------------------------


def test_every_layer_is_either_in_force_or_missing(players_at: Callable[[str], Players]) -> None:
    for level in ("auto", "none"):
        found = players_at(level)
        told = [*found.layers, *(name.partition(" (")[0] for name in found.layers_missing)]
        assert sorted(told) == sorted(set(told))
        assert set(told) >= {*confine.LAYERS, "namespaces", "child subreaper", "clean fork server"}


def test_a_level_that_cannot_be_had_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], players: Players
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for level in ("strict", "bubblewrap"):
        assert main(["grade", "11", "--solutions", "--isolation", level]) == 2
        told = capsys.readouterr()
        assert "namespaces (bubblewrap is not installed" in told.err + "namespaces (it needs Linux"
        assert "Nothing was played" in told.err
        assert "Traceback" not in told.err
        assert "points" not in told.out


def test_bubblewrap_that_does_not_work_is_told_and_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In many containers it is installed, and the kernel does not let it."""
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "")
    monkeypatch.setattr(bubblewrap, "command", lambda root: [str(bwrap)])
    monkeypatch.setattr(players, "_bubblewrap_fails", "")
    found = open_players()
    found.require("auto")
    assert "namespaces (No permissions to create new namespace)" in found.layers_missing
    with pytest.raises(IsolationError, match="No permissions"):
        found.require("bubblewrap")
    found.close()


def test_exercises_that_every_player_may_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "_READABLE", (str(SOLUTION.parent.parent.parent),))
    assert landlock.readable_around(SOLUTION.parent) == str(SOLUTION.parent.parent.parent)
    monkeypatch.setattr(players.landlock, "readable_around", lambda folder: "/usr/lib")
    found = open_players()
    found.require("auto")
    assert "landlock files" not in found.layers
    assert any("every player may read" in layer for layer in found.layers_missing)
    found.close()


def test_strict_demands_every_layer_and_none_demands_nothing() -> None:
    for missing in LEVELS["strict"]:
        with pytest.raises(IsolationError, match=missing):
            require("strict", [layer for layer in LEVELS["strict"] if layer != missing], {})
    require("strict", LEVELS["strict"], {})
    require("none", (), {})


@pytest.mark.parametrize("level", ["strict", "bubblewrap", "landlock"])
def test_programs_on_the_real_clock_are_not_played_under_a_level_that_they_cannot_keep(level: str) -> None:
    exercise = next(exercise for exercise in load() if exercise.clock == "real")
    job = job_of(exercise, read_submission(exercise, exercise.solution))
    with pytest.raises(
        IsolationError, match=f"{exercise.number} run as programs on the real clock.* Nothing was played"
    ):
        GradingRun([job], Options(seed=1, isolation=level)).run()


def test_the_process_that_grades_keeps_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that has called the grader may start a pytest of its own afterwards."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    before = sys.dont_write_bytecode, gc.get_threshold()
    exercise = next(exercise for exercise in load() if exercise.id == "never_awaited")
    job = job_of(exercise, read_submission(exercise, exercise.solution))
    [result] = GradingRun([job], Options(seed=1)).run()
    assert len(result.outcomes) > 1
    assert os.environ["PYTEST_ADDOPTS"] == "-q"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ
    assert (sys.dont_write_bytecode, gc.get_threshold()) == before


# The filter itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_lets_through_and_refuses_what_it_should(machine: str) -> None:
    """Run the instructions as the kernel would, also for the machine that this is not."""
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    column = ("x86_64", "aarch64").index(machine)
    numbers = {"getpid": (39, 172)[column], "read": (0, 63)[column], "futex": (202, 98)[column], **_named(column)}

    def call(name: str, *arguments: int, architecture: int = architecture) -> int:
        return _run(seccomp._program(machine, 1234), numbers[name], architecture, arguments) & 0xFFFF0000

    allow, refuse = 0x7FFF0000, 0x00050000
    for name in ("getpid", "read", "futex"):
        assert call(name) == allow
    for name, pair in seccomp._REFUSED.items():
        if pair[column] is not None:
            assert call(name) == refuse, name
    assert call("kill", 1234) == allow
    assert call("kill", 1) == refuse
    assert call("prlimit64", 0) == allow
    assert call("prlimit64", 99) == refuse
    assert call("clone", 0x3D0F00) == allow  # what pthread_create asks for
    assert call("clone", 17) == refuse  # what fork asks for
    assert call("socket", 2, 0x80001, 0) == allow
    assert call("socket", 2, 0x80001, 262) == refuse  # MPTCP
    assert call("socket", 2, 2, 0) == refuse
    assert call("fcntl", 0, 8) == refuse
    assert call("fcntl", 0, 2) == allow
    assert call("sendto", 3, 0, 0, 0x20000000) == refuse
    assert call("sendto", 3, 0, 0, 0x4000) == allow
    assert call("getpid", architecture=0x40000003) == refuse  # the same number, another architecture
    assert _run(seccomp._program(machine, 1), 4711, architecture, ()) == refuse | 38
    for pid in (2, 1234, 2**22):  # the filter that was made before the fork, for whichever player comes
        assert seccomp._for_player(machine, pid) == seccomp._packed(seccomp._program(machine, pid))


def _named(column: int) -> dict[str, int]:
    pairs = {
        **seccomp._REFUSED, **seccomp._ON_ITSELF_ONLY, **seccomp._ON_ITSELF_OR_0, "clone": seccomp._CLONE,
        "socket": seccomp._SOCKET, "fcntl": seccomp._FCNTL,
        **{name: pair for name, (pair, _) in seccomp._FAST_OPEN.items()},
    }  # fmt: skip
    return {name: number for name, pair in pairs.items() if (number := pair[column]) is not None}


def _run(code: list[tuple[int, int, int, int]], number: int, architecture: int, arguments: tuple[int, ...]) -> int:
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *padded)
    loaded = place = 0
    while True:
        operation, then, otherwise, value = code[place]
        place += 1
        if operation == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        elif operation == 0x54:
            loaded &= value
        elif operation == 0x06:
            return value
        else:
            place += then if (loaded == value if operation == 0x15 else loaded >= value) else otherwise
