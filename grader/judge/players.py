"""The judge's handle on players: a fork server that forks them, or a fresh interpreter for each (spawn).

A `Player` is one end of the wire with a clock of real seconds on it; what it leaves behind is an
`ExitReport`. Nothing here reads a hidden file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from grader.judge import bytecode
from grader.sandbox import bubblewrap, cgroup, confine, landlock
from grader.sandbox.isolation import NAMESPACES, require
from grader.sandbox.limits import LIMITS
from grader.sandbox.processes import longest_run_delay, run_delays, where
from grader.wire import Message, Wire, WireClosed

ROOT = Path(__file__).resolve().parent.parent.parent
_BOOT = "import sys; sys.path.insert(0, {root!r}); from grader.player.forkserver import main; main(sys.argv[1:])"
SPILL_BYTES = 64 * 1024
MOST_STARVED = 30.0  # real seconds that a silent player may wait for a processor
LEAST_STARVED = 0.1  # real seconds of such a wait that are worth waiting for
PATIENCE = 10.0  # real seconds: a fork server answers at once, unless it was stopped from outside
_bubblewrap_fails = ""  # why, once it has been tried in vain: that does not change while this process lives


class Silence(Exception):
    """The player has said nothing for too long, in real seconds."""


@dataclasses.dataclass(frozen=True)
class ExitReport:
    """What is known of a player after it is gone.

    `code` is its exit code, or the negative number of the signal that ended it; `spill` is what was written
    to descriptors 1 and 2; `cpu` is in real seconds.
    """

    code: int | None = None
    cpu: float = 0.0
    left_processes: int = 0
    waited: float = 0.0  # real seconds that its threads could have run and got no CPU, if the system tells
    starved: float | None = None  # the same of the thread that waited longest; None if the system does not tell
    spill: str = ""

    @property
    def signal(self) -> int | None:
        """The signal that ended it, None if it left by itself."""
        return -self.code if self.code is not None and self.code < 0 else None


class Player:
    """One running player."""

    def __init__(self, wire: Wire, pid: int, spill: IO[bytes], owner: Players) -> None:
        self.wire = wire
        self.pid = pid
        self.kept_us_waiting = 0.0  # real seconds, in all
        if sys.platform != "win32":
            os.set_blocking(wire.write_fd, False)  # a player that does not read must not hold the judge
        self._spill = spill
        self._owner = owner
        self._starved = 0.0

    def get(self, seconds: float) -> Message:
        """Return its next message. Raises Silence after `seconds` real seconds, WireClosed, WireError.

        The seconds in which it could have run and got no processor do not count, so many at most.
        """
        deadline = time.monotonic() + seconds
        last = deadline + MOST_STARVED
        while (message := self.wire.buffered()) is None:
            began = time.monotonic()
            there = began < deadline and self._has_something(deadline - began)
            starved = 0.0 if there else self._starved_meanwhile()
            self.kept_us_waiting += time.monotonic() - began - starved
            if there:
                self.wire.read()
            elif starved < LEAST_STARVED or time.monotonic() + starved > last:
                raise Silence
            else:
                deadline = time.monotonic() + starved
        return message

    def _starved_meanwhile(self) -> float:
        """The seconds since the last time that it was asked for."""
        before, self._starved = self._starved, self._owner.starved() or 0.0
        return max(0.0, self._starved - before)

    def send(self, seconds: float) -> None:
        """Write what was put on the wire. Raises Silence if it reads none of it for so long, and WireClosed."""
        if sys.platform == "win32":
            self.wire.flush()
            return
        deadline = time.monotonic() + seconds
        view = memoryview(self.wire.collected())
        while view:
            try:
                view = view[os.write(self.wire.write_fd, view) :]
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([], [self.wire.write_fd], [], left)[1]:
                    raise Silence from None
            except InterruptedError:
                continue
            except OSError:
                raise WireClosed from None

    def _has_something(self, seconds: float) -> bool:
        """Wait until there is something to read, or its end."""
        if sys.platform == "win32":
            return _peek_until(self.wire.read_fd, seconds)
        return bool(select.select([self.wire.read_fd], [], [], seconds)[0])

    def where(self) -> tuple[bool, str]:
        """Ask a silent player for its stacks, and whether it sleeps in the kernel."""
        sleeping = self._owner.where(self)
        time.sleep(0.1)
        return sleeping, self._read_spill()

    def end(self, *, hung_up: bool = False) -> ExitReport:
        """Kill what is left of it and report. `hung_up`: it closed the wire by itself; wait for its status."""
        try:
            report = self._owner.end(self, hung_up=hung_up)
            return dataclasses.replace(report, spill=self._read_spill())
        finally:
            with contextlib.suppress(OSError):
                os.close(self.wire.read_fd)
                if self.wire.write_fd != self.wire.read_fd:
                    os.close(self.wire.write_fd)
            self._spill.close()

    def _read_spill(self) -> str:
        self._spill.seek(0)
        return self._spill.read(SPILL_BYTES).decode("utf-8", "backslashreplace")


class Players(Protocol):
    """What starts players."""

    layers: tuple[str, ...]
    layers_missing: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        """Whether the fork server was stopped from outside."""
        ...

    def require(self, level: str) -> None:
        """Wait until it is known what is in force. Raises IsolationError if the level demands more."""
        ...

    def start(self) -> Player:
        """Start a player."""
        ...

    def starved(self) -> float | None:
        """Seconds that the player could have run so far and got no processor; None if the system does not tell."""
        ...

    def where(self, player: Player) -> bool:
        """Have a player write down its stacks. Returns whether it sleeps in the kernel."""
        ...

    def end(self, player: Player, *, hung_up: bool) -> ExitReport:
        """End it."""
        ...

    def close(self) -> None:
        """Let no process of ours outlive the grading run."""
        ...


def environment() -> dict[str, str]:
    """A clean environment, the same on every machine; nothing of the judge's own is in it.

    PYTHONHASHSEED is why the interpreter is started with `-P -s` and not `-I`, which would ignore it: with
    nothing else in the environment the two come to the same.
    """
    keep = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}  # Windows
    return {
        **keep,
        "PYTHONHASHSEED": "1",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }


def _command(executable: str, *arguments: str) -> list[str]:
    return [executable, "-P", "-s", "-S", "-c", _BOOT.format(root=str(ROOT)), *arguments]


def _told(isolation: str, real: bool) -> str:
    """What a fork server is told: confine players or not, play on the real clock or not, and the limits to try."""
    return json.dumps({"confine": isolation != "none", "real": real, "limits": dataclasses.asdict(LIMITS)})


class ForkServer:
    """Forks players from one clean process. Linux and macOS.

    `layers` and `layers_missing` are known once `require` or `start` has been called.
    """

    def __init__(self, isolation: str = "auto", real: bool = False) -> None:
        self.layers: tuple[str, ...] = ()
        self.layers_missing: tuple[str, ...] = ()
        self._isolation = isolation
        self._real = real
        self._reasons: dict[str, str] = {}
        self._ready = False
        self._delays: dict[int, float] = {}
        self._launch(wrapped=self._wants_bubblewrap())

    def _wants_bubblewrap(self) -> bool:
        if self._isolation in ("landlock", "none"):
            self._reasons[NAMESPACES] = "not asked for"
        elif reason := _bubblewrap_fails or bubblewrap.why_not():
            self._reasons[NAMESPACES] = reason
        return NAMESPACES not in self._reasons

    def _launch(self, *, wrapped: bool) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.settimeout(PATIENCE)
        counts = self._isolation != "none"
        self._group = cgroup.open_group(LIMITS.processes, LIMITS.group_bytes) if counts else cgroup.Group({})
        self._complaints = tempfile.TemporaryFile() if wrapped else None  # noqa: SIM115 - closed in `close`
        executable = bubblewrap.interpreter() if wrapped else sys.executable
        inner = _command(executable, "fork", str(theirs.fileno()), _told(self._isolation, self._real))
        with theirs:
            self._process = subprocess.Popen(
                self._group.around([*bubblewrap.command(ROOT), *inner] if wrapped else inner),
                pass_fds=[theirs.fileno()],
                env=environment(),
                cwd=tempfile.gettempdir(),
                stdin=subprocess.DEVNULL,
                stderr=self._complaints,
                start_new_session=True,
            )
        self._control = ours
        self._answers = ours.makefile("rb")
        self._asked_for: tuple[int, IO[bytes]] | None = None
        self._ask_for_a_player()

    def _ask_for_a_player(self) -> None:
        """Have the next player forked. It gets ready while the judge is at work on something else."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        spill = tempfile.TemporaryFile()  # noqa: SIM115 - the player's end closes it
        with theirs, contextlib.suppress(OSError):  # if it is gone, that is seen when the player is needed
            socket.send_fds(self._control, [b"F"], [theirs.fileno(), spill.fileno()])
        self._asked_for = ours.detach(), spill

    def _forget_the_next(self) -> None:
        """Hang up on the player that was asked for: it is not needed any more."""
        if self._asked_for is not None:
            os.close(self._asked_for[0])
            self._asked_for[1].close()
            self._asked_for = None

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        hello = self._answer()
        if not hello and self._complaints is not None:  # bubblewrap may be installed and yet not work
            global _bubblewrap_fails
            _bubblewrap_fails = self._reasons[NAMESPACES] = self._complaint()
            self.close()
            self._launch(wrapped=False)
            hello = self._answer()
        if not hello:
            raise OSError("the process that players are forked from does not start")
        self._ready = True
        there = ["clean fork server", "clean environment", "process for each match", *hello["layers"]]
        there += [NAMESPACES] * (NAMESPACES not in self._reasons)
        there += [layer for layer in self._group.layers(self._process.pid) if layer not in there]
        if within := landlock.readable_around(ROOT):
            self._reasons["landlock files"] = f"the exercises lie in {within}, which every player may read"
            there = [layer for layer in there if layer != "landlock files"]
        lacking = [
            layer for layer in ("child subreaper", *confine.LAYERS, *cgroup.LAYERS, NAMESPACES) if layer not in there
        ]
        self.layers = tuple(there)
        self.layers_missing = tuple(with_reason(layer, self._reasons) for layer in (*hello["missing"], *lacking))

    def _complaint(self) -> str:
        assert self._complaints is not None
        self._process.wait(PATIENCE)
        self._complaints.seek(0)
        lines = self._complaints.read(4096).decode("utf-8", "backslashreplace").split("\n")
        return next((line.removeprefix("bwrap: ") for line in lines if line.strip()), "bwrap does not start")[:200]

    def require(self, level: str) -> None:
        self._wait_until_ready()
        require(level, self.layers, self._reasons)

    def start(self) -> Player:
        self._wait_until_ready()
        if self._complaints is not None:  # there is a process around it, which has waited before
            self._delays = run_delays(self._process.pid)
        if self._asked_for is None:
            self._ask_for_a_player()
        pid = int(self._answer()["pid"])
        assert self._asked_for is not None
        (fd, spill), self._asked_for = self._asked_for, None
        return Player(Wire(fd, fd), pid, spill, self)

    def starved(self) -> float | None:
        return longest_run_delay(self._process.pid, self._delays)

    def where(self, player: Player) -> bool:
        self._control.sendall(b"S")
        return bool(self._answer().get("sleeping"))

    def end(self, player: Player, *, hung_up: bool) -> ExitReport:
        self._control.sendall(b"W" if hung_up else b"E")
        report = self._answer()
        if "code" not in report:
            raise OSError("the process that players are forked from is gone")
        self._ask_for_a_player()
        return ExitReport(report["code"], report["cpu"], report["left_processes"], report["waited"], report["starved"])

    def _answer(self) -> dict[str, Any]:
        """The fork server's next line; {} if it is gone. Raises OSError if it says nothing."""
        line = b""
        with contextlib.suppress(ConnectionError):  # it ended before it had read all that it was asked for
            line = self._answers.readline()
        answer: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        return answer

    @property
    def stopped(self) -> bool:
        """Whether it was stopped from outside, if the system tells: then the machine is not too busy."""
        try:
            return Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[0] in "Tt"
        except (OSError, IndexError):
            return False

    def close(self) -> None:
        if self._process.poll() is None and self.stopped:
            self._process.kill()
        self.abandon()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._group.close()
        if self._complaints is not None:
            self._complaints.close()

    def abandon(self) -> None:
        """Leave it to a process that was forked meanwhile, and that will end it."""
        self._forget_the_next()
        self._control.close()
        self._answers.close()

    def is_over(self) -> bool:
        """Whether it has ended; if so, nothing is left to clean up."""
        return self._process.poll() is not None


class Spawner:
    """Starts a fresh interpreter for each player, if there is no fork (or `spawn` is asked for)."""

    stopped = False

    def __init__(self, isolation: str = "auto", real: bool = False) -> None:
        self.layers: tuple[str, ...] = ()
        self.layers_missing: tuple[str, ...] = ()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._isolation = isolation
        self._real = real
        self._reasons = {NAMESPACES: "not if each player is an interpreter of its own"}
        command = _command(sys.executable, "trial", _told(isolation, real))
        self._trial = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment())

    def require(self, level: str) -> None:
        if not self.layers:
            told, _ = self._trial.communicate()
            hello = json.loads(told or b'{"layers": [], "missing": []}')
            there = ("clean environment", "process for each match", *hello["layers"])
            lacking = [
                layer
                for layer in ("clean fork server", "child subreaper", *confine.LAYERS, *cgroup.LAYERS, NAMESPACES)
                if layer not in there
            ]
            self.layers = there
            self.layers_missing = tuple(with_reason(layer, self._reasons) for layer in (*hello["missing"], *lacking))
        require(level, self.layers, self._reasons)

    def start(self) -> Player:
        spill = tempfile.TemporaryFile()  # noqa: SIM115 - the player's end closes it
        process = subprocess.Popen(
            _command(sys.executable, "spawn", _told(self._isolation, self._real)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=spill,
            env=environment(),
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        wire = Wire(os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno()))
        process.stdin.close()
        process.stdout.close()
        self._running[process.pid] = process
        return Player(wire, process.pid, spill, self)

    def starved(self) -> float | None:
        return longest_run_delay(os.getpid(), {})

    def where(self, player: Player) -> bool:
        return where(player.pid)

    def end(self, player: Player, *, hung_up: bool) -> ExitReport:
        process = self._running.pop(player.pid)
        if hung_up:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(player.pid, signal.SIGKILL)
        process.kill()
        return ExitReport(process.wait())

    def close(self) -> None:
        self.require("auto")
        for process in self._running.values():
            process.kill()
            process.wait()


def with_reason(layer: str, reasons: Mapping[str, str]) -> str:
    """A layer that is missing, and why if that is known."""
    return f"{layer} ({reasons[layer]})" if layer in reasons else layer


def open_players(*, spawn: bool = False, isolation: str = "auto", real: bool = False) -> Players:
    """Return a fork server, or a spawner where there is no fork or `spawn` is asked for; `isolation` is a level.

    With `real` they play on the real clock, with Python's own locks and selectors.
    """
    bytecode.keep()
    return (Spawner if spawn or not hasattr(os, "fork") else ForkServer)(isolation, real)


if sys.platform == "win32":  # untested; pipes cannot be selected on there

    def _peek_until(descriptor: int, seconds: float) -> bool:
        """Look at a pipe, ever more patiently, until there is something to read, or its end."""
        import _winapi
        import msvcrt

        handle, pause, deadline = msvcrt.get_osfhandle(descriptor), 0.0001, time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if _winapi.PeekNamedPipe(handle, 0)[0]:
                    return True
            except OSError:
                return True  # closed: reading will say so
            time.sleep(pause)
            pause = min(pause * 2, 0.01)
        return False


__all__ = ["ExitReport", "ForkServer", "Player", "Players", "Silence", "Spawner", "WireClosed", "open_players"]
