"""The judge's handle on real programs: the live fork server that forks them, and one running program.

A program gets a folder, pipes and, if it serves, a listening socket that is bound already: clients can
connect before it is ready, so no one has to ask again and again whether it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.judge.players import ROOT, environment, with_reason
from grader.live.forkserver import TEMPORARY
from grader.sandbox import cgroup, landlock
from grader.sandbox.confine import AROUND_PROGRAMS
from grader.sandbox.limits import LIMITS
from grader.sandbox.processes import longest_run_delay

OUTPUT_BYTES = 256 * 1024  # kept of each stream of one program
_BOOT = "import sys; sys.path.insert(0, {root!r}); from grader.live.forkserver import main; main(sys.argv[1:])"
# Programs speak to each other without TLS. Told to look for certificates in a folder that has none, httpx does not read
# those of the whole world for each client: that took 43 ms of CPU, httpx 0.28 on CPython 3.11.
WITHOUT_TLS = {"SSL_CERT_DIR": os.curdir}
LAYERS = ("clean environment", "own session, ended with all its children", "limits of CPU, memory and files")
LAYERS_MISSING = ("the clock is the machine's", "programs reach the network")


class LiveForkServer:
    """The process that programs are forked from. One at a time."""

    def __init__(self, *, confine: bool = True) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        command = [sys.executable, "-s", "-c", _BOOT.format(root=str(ROOT)), str(theirs.fileno())]
        self._group = cgroup.open_group(LIMITS.processes, LIMITS.group_bytes) if confine else cgroup.Group({})
        with theirs:
            self._process = subprocess.Popen(
                self._group.around(command),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment() | WITHOUT_TLS,
                cwd="/",
                start_new_session=True,
            )
        self._control = ours
        self._lines = ours.makefile("rb")
        hello = self._answer()
        self.put_on: list[str] = hello["layers"] if confine else []  # by each program
        counted = [f"{layer}, around programs" for layer in self._group.layers(self._process.pid)]
        wanted = (*AROUND_PROGRAMS, *(f"{layer}, around programs" for layer in cgroup.LAYERS))
        reasons = {}
        if within := landlock.readable_around(ROOT, landlock.readable_by_programs()):
            reasons[AROUND_PROGRAMS[1]] = f"the exercises lie in {within}, which every program may read"
        there = [layer for layer in (*self.put_on, *counted) if layer not in reasons]
        lacking = [layer for layer in wanted if layer not in there]
        self.layers = (*LAYERS, *there)  # what keeps programs apart from this machine, and what does not
        self.layers_missing = (*LAYERS_MISSING, *(with_reason(layer, reasons) for layer in lacking))
        self._imported: set[str] = set()
        self._cpu = self._waited = 0.0  # of the programs that have ended

    def ask(self, verb: str, descriptors: Sequence[int] = (), **more: Any) -> dict[str, Any]:
        """Send one message and return the answer. Raises OSError if the live fork server is gone."""
        socket.send_fds(self._control, [json.dumps({"verb": verb, **more}).encode()], descriptors)
        return self._answer()

    def note(self, report: Mapping[str, Any]) -> None:
        """A program has ended: remember what it used."""
        self._cpu += report["cpu"]
        self._waited += report["starved"] or 0.0

    def used(self) -> tuple[float, float]:
        """Seconds of CPU, and of waiting for a processor, of the programs that have ended since this was asked last."""
        cpu, waited, self._cpu, self._waited = self._cpu, self._waited, 0.0, 0.0
        return cpu, waited

    def starved(self) -> float | None:
        """Seconds since then that its programs could have run and got no processor; None if it is not known."""
        now = longest_run_delay(self._process.pid, {})
        return self._waited + (now or 0.0) if now is not None or self._waited else None

    def import_once(self, libraries: Sequence[str]) -> None:
        """Have these libraries imported, so that no program has to."""
        new = [name for name in libraries if name not in self._imported]
        if new:
            self.ask("import", libraries=new)
            self._imported.update(new)

    def close(self) -> None:
        """Let no process of ours outlive the grading run."""
        self._lines.close()
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._group.close()

    def _answer(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise ConnectionError("the live fork server of programs is gone")
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclasses.dataclass
class Output:
    """What a program has written to one of its streams."""

    data: bytearray = dataclasses.field(default_factory=bytearray)
    flooded: bool = False
    ended: bool = False

    @property
    def text(self) -> str:
        """As text, with plain line ends."""
        return self.data.decode("utf-8", "backslashreplace").replace("\r\n", "\n")


class Program:
    """One running program. `code` is its exit code, or minus the signal that ended it; None while it runs."""

    def __init__(self, fork_server: LiveForkServer, touched: Callable[[], None]) -> None:
        self.out, self.err = Output(), Output()
        self.code: int | None = None
        self.pid = 0
        self.port = 0
        self._fork_server = fork_server
        self._touched = touched
        self._ended = False

    async def start(
        self, folder: Path, arguments: Sequence[str], variables: Mapping[str, str], *, serve: str = ""
    ) -> None:
        """Start it: `arguments` are what stands behind `python`, or `serve` is the app that uvicorn serves."""
        nowhere = os.open(os.devnull, os.O_RDONLY)
        pipes = [os.pipe(), os.pipe()]
        passed = [nowhere, pipes[0][1], pipes[1][1]]
        plan: dict[str, Any] = {"folder": str(folder), "arguments": list(arguments), "variables": dict(variables)}
        plan["layers"] = self._fork_server.put_on
        (folder / TEMPORARY).mkdir(exist_ok=True)
        listening = _listening() if serve else None
        if listening is not None:
            self.port = listening.getsockname()[1]
            passed.append(listening.fileno())
            plan["serve"] = serve
        try:
            self.pid = int(self._fork_server.ask("start", passed, **plan)["pid"])
        finally:
            for descriptor in passed[:3]:
                os.close(descriptor)
            if listening is not None:
                listening.close()
        loop = asyncio.get_running_loop()
        for (reading, _), output in zip(pipes, (self.out, self.err), strict=True):
            await loop.connect_read_pipe(
                lambda output=output: _Reading(output, self._touched),  # type: ignore[misc]
                os.fdopen(reading, "rb", 0),
            )

    def gone(self) -> bool:
        """Whether it has ended; what it wrote may still be on its way."""
        return self._ended or bool(self._fork_server.ask("look")["gone"])

    def send_signal(self, number: int) -> None:
        """As Ctrl-C or a supervisor would."""
        if not self.gone():
            os.kill(self.pid, number)

    async def end(self, *, patient: bool = False) -> None:
        """Kill what is left of it, children included, and learn its exit code."""
        if self._ended or not self.pid:
            return
        report = self._fork_server.ask("end", patient=patient)
        self._ended = True
        self._fork_server.note(report)
        self.code = int(report["code"])
        for _ in range(200):  # the pipes are empty: all writers are gone
            if self.out.ended and self.err.ended:
                break
            await asyncio.sleep(0.005)

    @property
    def interrupted(self) -> bool:
        """Whether a shell would say 130: that exit code, or ended by SIGINT itself."""
        return self.code in (130, -signal.SIGINT)


class _Reading(asyncio.Protocol):
    """Collects what comes down a pipe, up to a cap."""

    def __init__(self, output: Output, touched: Callable[[], None]) -> None:
        self._output = output
        self._touched = touched

    def data_received(self, data: bytes) -> None:
        room = OUTPUT_BYTES - len(self._output.data)
        self._output.data += data[: max(0, room)]
        self._output.flooded |= len(data) > room
        self._touched()

    def connection_lost(self, exc: Exception | None) -> None:
        self._output.ended = True
        self._touched()


def _listening() -> socket.socket:
    """A listening socket on a free port of the loopback address, with small buffers to the reader."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)  # so that a slow reader is noticed early
    found.bind(("127.0.0.1", 0))
    found.listen(256)
    return found


def threads_asleep(pid: int) -> bool | None:
    """Whether every thread of a process and of its descendants sleeps. None if the system does not tell."""
    if sys.platform != "linux":
        return None
    pids = [pid]
    try:
        for process in pids:  # grows while it is walked
            for thread in Path(f"/proc/{process}/task").iterdir():
                state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
                if state in "RD":
                    return False
                with contextlib.suppress(FileNotFoundError):
                    pids += map(int, (thread / "children").read_text().split())
    except OSError:  # one of them has just ended
        return False
    return True


def cpu_seconds(pid: int) -> float:
    """CPU that a process has used so far, 0 if the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError, AttributeError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
