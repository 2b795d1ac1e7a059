"""The judge's handle on players: a nursery that forks them, or a fresh interpreter for each (spawn).

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
from pathlib import Path
from typing import IO, Protocol

from grader.wire import Message, Wire, WireClosed

ROOT = Path(__file__).resolve().parent.parent.parent
_BOOT = "import sys; sys.path.insert(0, {root!r}); from grader.nursery import main; main(sys.argv[1:])"
SPILL_BYTES = 64 * 1024


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
    spill: str = ""

    @property
    def signal(self) -> int | None:
        """The signal that ended it, None where it left by itself."""
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

    def get(self, seconds: float) -> Message:
        """Return its next message. Raises Silence after `seconds` real seconds, WireClosed, WireError."""
        deadline = time.monotonic() + seconds
        while (message := self.wire.buffered()) is None:
            began = time.monotonic()
            there = began < deadline and self._has_something(deadline - began)
            self.kept_us_waiting += time.monotonic() - began
            if not there:
                raise Silence
            self.wire.read()
        return message

    def send(self, seconds: float) -> None:
        """Write what was put on the wire. Raises Silence where it reads none of it for so long, and WireClosed."""
        if sys.platform == "win32":
            self.wire.flush()
            return
        deadline = time.monotonic() + seconds
        view = memoryview(self.wire.collected())
        while view:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([], [self.wire.write_fd], [], left)[1]:
                raise Silence
            try:
                view = view[os.write(self.wire.write_fd, view) :]
            except (BlockingIOError, InterruptedError):
                continue
            except OSError:
                raise WireClosed from None

    def _has_something(self, seconds: float) -> bool:
        """Wait until there is something to read, or its end."""
        if sys.platform == "win32":
            return _peek_until(self.wire.read_fd, seconds)
        return bool(select.select([self.wire.read_fd], [], [], seconds)[0])

    def where(self) -> tuple[bool, str]:
        """Ask a silent player where it stands: does it sleep in the kernel, and its stacks."""
        sleeping = _sleeps(self.pid)
        if hasattr(signal, "SIGUSR1"):
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGUSR1)
                time.sleep(0.1)
        return sleeping, self._read_spill()

    def end(self, *, hung_up: bool = False) -> ExitReport:
        """Kill what is left of it and report. `hung_up`: it closed the wire by itself; wait for its status."""
        report = self._owner.end(self, hung_up=hung_up)
        with contextlib.suppress(OSError):
            os.close(self.wire.read_fd)
            if self.wire.write_fd != self.wire.read_fd:
                os.close(self.wire.write_fd)
        spill = self._read_spill()
        self._spill.close()
        return dataclasses.replace(report, spill=spill)

    def _read_spill(self) -> str:
        self._spill.seek(0)
        return self._spill.read(SPILL_BYTES).decode("utf-8", "backslashreplace")


class Players(Protocol):
    """Where players come from."""

    layers: tuple[str, ...]
    layers_missing: tuple[str, ...]

    def start(self) -> Player:
        """Start a player."""
        ...

    def end(self, player: Player, *, hung_up: bool) -> ExitReport:
        """End it."""
        ...

    def close(self) -> None:
        """Let no process of ours outlive the sitting."""
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


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-s", "-S", "-c", _BOOT.format(root=str(ROOT)), *arguments]


class Nursery:
    """Forks players from one clean process. Linux and macOS."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(
                _command("fork", str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                env=environment(),
                cwd=tempfile.gettempdir(),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = ours
        self._answers = ours.makefile("rb")
        self._ready = False
        self.layers: tuple[str, ...] = (
            "clean nursery",
            "clean environment",
            "process for each match",
            "rlimits",
        )
        self.layers_missing: tuple[str, ...] = ("namespaces",)

    def _wait_until_ready(self) -> None:
        if not self._ready:
            hello = json.loads(self._answers.readline() or b"{}")
            self._ready = True
            adopts = bool(hello.get("adopts_orphans"))
            version = int(hello.get("landlock", 0))
            for layer, there in (
                ("child subreaper", adopts),
                ("landlock files", version >= 1),
                ("landlock network", version >= 4),
                ("landlock signals", version >= 6),
            ):
                if there:
                    self.layers += (layer,)
                else:
                    self.layers_missing += (layer,)

    def start(self) -> Player:
        self._wait_until_ready()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        spill = tempfile.TemporaryFile()  # noqa: SIM115 - the player's end closes it
        with theirs:
            socket.send_fds(self._control, [b"F"], [theirs.fileno(), spill.fileno()])
            pid = int(self._answers.readline() or b"0")
        fd = ours.detach()
        return Player(Wire(fd, fd), pid, spill, self)

    def end(self, player: Player, *, hung_up: bool) -> ExitReport:
        self._control.sendall(b"W" if hung_up else b"E")
        report = json.loads(self._answers.readline() or b"{}")
        return ExitReport(report.get("code"), report.get("cpu", 0.0), report.get("left_processes", 0))

    def close(self) -> None:
        self._control.close()
        self._answers.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Spawner:
    """Starts a fresh interpreter for each player, where there is no fork (or `spawn` is asked for)."""

    layers: tuple[str, ...] = ("clean environment", "process for each match")
    layers_missing: tuple[str, ...] = (
        "clean nursery", "child subreaper", "landlock files", "landlock network", "landlock signals", "namespaces",
    )  # fmt: skip

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> Player:
        spill = tempfile.TemporaryFile()  # noqa: SIM115 - the player's end closes it
        process = subprocess.Popen(
            _command("spawn"),
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
        for process in self._running.values():
            process.kill()
            process.wait()


def open_players(*, spawn: bool = False) -> Players:
    """Return a nursery, or a spawner where there is no fork or `spawn` is asked for."""
    return Spawner() if spawn or not hasattr(os, "fork") else Nursery()


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


def _sleeps(pid: int) -> bool:
    """Whether every thread of a process waits in the kernel, looked at five times; a busy machine is not like that."""
    for _ in range(5):
        try:
            threads = [(thread / "stat").read_text() for thread in Path(f"/proc/{pid}/task").iterdir()]
            states = {stat.rpartition(")")[2].split()[0] for stat in threads}
        except (OSError, IndexError):
            return False
        if not states <= set("STtZ"):  # asleep, stopped, or gone while a child of it holds the wire
            return False
        time.sleep(0.02)
    return True


__all__ = ["ExitReport", "Nursery", "Player", "Players", "Silence", "Spawner", "WireClosed", "open_players"]
