"""What a program on the real clock may not do, layer by layer, and what an honest one still can."""

from __future__ import annotations

import asyncio
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.live.programs import LiveForkServer
from grader.live.stage import LiveMatch, play_live
from grader.sandbox.cgroup import MEMORY
from grader.sandbox.confine import AROUND_PROGRAMS
from grader.sandbox.limits import LIMITS
from grader.sandbox.processes import PROCESSES

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the real clock needs fork")
TEMPORARY, _, _, SECCOMP = AROUND_PROGRAMS
HERE = Path(__file__).resolve()
JUDGE = os.getpid()


def named(value: object) -> str:
    """The id of a test, the same in each process that runs tests."""
    return str(value).replace(str(JUDGE), "JUDGE")


@pytest.fixture(scope="module")
def fork_server() -> Iterator[LiveForkServer]:
    started = LiveForkServer()
    yield started
    started.close()


def printed(fork_server: LiveForkServer, source: str) -> str:
    """What a program prints."""
    told: list[str] = []

    async def script(stage: LiveMatch) -> None:
        program = await stage.start("program.py")
        await stage.finished(program, rest=5.0)
        told.append(program.out.text + program.err.text)

    files = {"program.py": textwrap.dedent(source).encode()}
    asyncio.run(play_live(script, lambda folder: LiveMatch(folder, ("program.py",), fork_server, "seed", {}), files,
                          tries=1))  # fmt: skip
    return told[0]


def needs(fork_server: LiveForkServer, layer: str) -> None:
    if layer not in fork_server.layers:
        assert any(missing.startswith(layer) for missing in fork_server.layers_missing)  # it is said, at least
        pytest.skip(f"not to be had here: {layer}")


@pytest.mark.parametrize(
    "what",
    [
        f"resource.prlimit({JUDGE}, resource.RLIMIT_CPU, (0, 0))",
        "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (64, 64))",
        "socket.socket(socket.AF_UNIX).connect('/run/docker.sock')",
        "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
        f"os.chmod({str(HERE)!r}, 0o777)",
        f"os.chown({str(HERE)!r}, 0, 0)",
        f"os.utime({str(HERE)!r})",
        f"os.setxattr({str(HERE)!r}, 'user.x', b'x')",
        "os.chmod('program.py', 0o777)",
        f"os.kill({JUDGE}, 0)",
        f"os.kill(-{JUDGE}, 0)",
        "os.kill(os.getppid(), 0)",
        "os.kill(-os.getppid(), 0)",
        "os.kill(-1, 0)",
        f"os.pidfd_open({JUDGE})",
        f"os.setpriority(os.PRIO_PROCESS, {JUDGE}, 19)",
        f"os.sched_setaffinity({JUDGE}, [0])",
        "os.memfd_create('hidden')",
        "fork_and(lambda: os.chmod('program.py', 0o777))",
    ],
    ids=named,
)
def test_the_filter_around_programs_refuses_it(fork_server: LiveForkServer, what: str) -> None:
    needs(fork_server, SECCOMP)
    source = f"""
        import os, resource, socket

        def fork_and(what):
            child = os.fork()
            if not child:
                try:
                    what()
                except PermissionError:
                    os._exit(13)
                os._exit(0)
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 13:
                raise PermissionError

        try:
            {what}
        except PermissionError:
            print("refused")
    """
    assert printed(fork_server, source) == "refused\n"


HONEST = [
    "socket.socketpair()",
    "subprocess.run([sys.executable, '-c', 'pass'], check=True)",
    "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "os.kill(os.getpid(), 0)",
    "threading.Thread(target=print).start()",
    "socket.create_server(('127.0.0.1', 0)).close()",
    "asyncio.run(a_process())",
    "with multiprocessing.get_context('fork').Pool(2) as pool: pool.map(abs, [1, -2])",
    "multiprocessing.get_context('spawn').Lock()",
    # Without `with`, CPython's own exit races with the pool: an error in 1 of 150 runs of plain 3.11.
    "with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context('fork')) as p: p.submit(abs, -1).result()",
    "a_child_that_is_ended()",
]


def test_what_honest_programs_do_is_not_refused(fork_server: LiveForkServer) -> None:
    for what in HONEST:
        source = f"""
            import asyncio, multiprocessing, os, resource, socket, subprocess, sys, threading
            from concurrent.futures import ProcessPoolExecutor

            async def a_process():
                process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
                process.terminate()
                await process.wait()

            def a_child_that_is_ended():
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
                os.killpg(child.pid, 9)
                child.wait()

            if __name__ == "__main__":
                {what}
                print("done")
        """
        assert printed(fork_server, source).strip() == "done", what


def test_what_is_left_in_temporary_folders_is_gone(fork_server: LiveForkServer) -> None:
    needs(fork_server, TEMPORARY)
    source = """
        import os
        for place in ("/dev/shm", os.environ["TMPDIR"]):
            with open(f"{place}/awaitlings-left-behind", "w") as file:
                file.write("x")
        print(sorted(os.listdir("/dev/shm")))
    """
    assert printed(fork_server, source) == "['awaitlings-left-behind']\n"
    assert not Path("/dev/shm/awaitlings-left-behind").exists()
    assert printed(fork_server, "import os; print(os.listdir('/dev/shm'))") == "[]\n"


def test_processes_of_a_program_are_counted(fork_server: LiveForkServer) -> None:
    needs(fork_server, f"{PROCESSES}, around programs")
    source = f"""
        import os, signal
        children = []
        try:
            while len(children) < {LIMITS.processes + 50}:
                child = os.fork()
                if not child:
                    signal.pause()
                children.append(child)
        except OSError:
            print(len(children) < {LIMITS.processes})
        for child in children:
            os.kill(child, 9)
    """
    assert printed(fork_server, source) == "True\n"


def test_memory_of_a_program_is_counted(fork_server: LiveForkServer) -> None:
    needs(fork_server, f"{MEMORY}, around programs")
    source = f"""
        import mmap
        everything = mmap.mmap(-1, {2 * LIMITS.group_bytes})  # shared memory, which no limit of one process counts
        for at in range(0, len(everything), 4096):
            everything[at] = 1
        print("had it all")
    """
    assert "had it all" not in printed(fork_server, source)
    assert printed(fork_server, "print('next')") == "next\n"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_for_programs_names_calls_of_both_machines(machine: str) -> None:
    from grader.sandbox import seccomp
    from tests.test_isolation import _run

    column = ("x86_64", "aarch64").index(machine)
    architecture = (0xC000003E, 0xC00000B7)[column]
    code = seccomp._program_for_programs(machine, (100, 200))

    def call(pair: tuple[int | None, int | None], *arguments: int) -> int:
        number = pair[column]
        assert number is not None
        return _run(code, number, architecture, arguments) & 0xFFFF0000

    allow, refuse = 0x7FFF0000, 0x00050000
    assert call(seccomp._SOCKET, 1, 1, 0) == refuse
    assert call(seccomp._SOCKET, 2, 1, 0) == allow
    assert call(seccomp._SOCKETPAIR, 1, 1, 0) == allow
    assert call(seccomp._ON_ITSELF_OR_0["prlimit64"], 100) == refuse
    assert call(seccomp._ON_ITSELF_OR_0["prlimit64"], 0) == allow
    for number in (100, 200, 2**32 - 100, 2**32 - 200, 2**32 - 1):
        assert call(seccomp._ON_ITSELF_ONLY["kill"], number) == refuse
    assert call(seccomp._ON_ITSELF_ONLY["kill"], 300) == allow
    assert call(seccomp._CLONE, 17) == allow
    assert call(seccomp._CLONE, 0x10000000 | 17) == refuse
    assert call(seccomp._REFUSED["fchmodat"]) == refuse
    assert call(seccomp._REFUSED["utimensat"]) == refuse
