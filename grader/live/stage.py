"""Checks on the real clock: a check is given a stage, starts the learner's program there, and watches it.

Nothing here asserts milliseconds. A check asserts order, overlap and counts, and if something must *not*
happen, it waits with `until`: until it happens after all, or until every thread of the program sleeps and
nothing is on its way, so that nothing will. A machine that is too busy to get that far is no verdict: the
check is played again, and at last it is inconclusive.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.judge.basis import Basis
from grader.judge.checks import check as mark_as_check
from grader.judge.evidence import Blocked, Evidence, Place
from grader.judge.unmet import About, Unmet
from grader.judge.words import show
from grader.judge.world import Asked, Service, ServiceCall, peak
from grader.live.http import Response
from grader.live.learner_tests import DRIVER, TestsRun, read
from grader.live.programs import LiveForkServer, Program, cpu_seconds, threads_asleep
from grader.live.site import Page, Site
from grader.live.switchboard import Hold, Switchboard
from grader.live.tracebacks import SYNTAX, place_in_dump, read_errors
from grader.sandbox.processes import descendants

# What a server imports, for LIBRARIES of a check that calls `serve`.
UVICORN = ("uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.asyncio", "uvicorn.loops.auto",
           "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto")  # fmt: skip
REST = 0.4  # seconds without any news, all threads asleep: nothing more will come
LONGEST = 30.0  # seconds in which neither the news nor the rest came: the machine's fault
BUSY = 0.3  # of that time, in which its programs could have run and got no processor
MOST_CPU = 8.0  # seconds of CPU during one wait: the program's fault
_LOOK = 0.02
_WITNESS = Path(__file__).with_name("witness.py")
_TAIL = "\n\nimport awaitlings_witness\n\nawaitlings_witness.put_in_place(globals())\n"


class Disturbed(Exception):
    """The machine got in the way: play it again."""


def _fact(line: str) -> Any:
    """What a driving script told in a line of JSON, None if it is none."""
    with contextlib.suppress(ValueError):
        return json.loads(line)
    return None


class LiveMatch(Basis):
    """What a check on the real clock is given as `stage`: starts programs, asks, watches, expects."""

    def __init__(
        self,
        folder: Path,
        files: tuple[str, ...],
        fork_server: LiveForkServer,
        seed: str,
        services: Mapping[str, Service],
    ) -> None:
        super().__init__()
        self.folder = folder
        self.world = Switchboard(seed, services, self._touch)
        self.called_text = ""
        self.seconds = 0.0
        self.ties = 0  # deadlines on the instant of a reply: known of the simulated clock only
        self.evidence = Evidence(
            end="returned", calls=self.world.calls, loops=self.world.loops, words=self.world.words, due=self.world.due
        )
        self._files = files
        self._fork_server = fork_server
        self._programs: list[Program] = []
        self._driven: list[Program] = []
        self._responses: list[Response] = []
        self._sites: list[Site] = []
        self._variables: dict[str, str] = {}
        self._news = 0
        self._told = asyncio.Event()

    @property
    def output(self) -> str:
        """What the programs have printed."""
        return self.evidence.output

    # --- to act ----------------------------------------------------------------------------------------

    async def start(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Program:
        """Run `python ARGUMENTS` in the submission's folder."""
        self.called_text = " ".join(["python", *(f'"{word}"' if " " in word else word for word in arguments)])
        return await self._start(arguments, variables=variables or {})

    async def drive(self, source: str, *arguments: str) -> Program:
        """Run a script of the check's own beside the submission, which it imports. What it prints are lines of JSON."""
        (self.folder / "awaitlings_drive.py").write_text(source, encoding="utf-8")
        program = await self._start(["awaitlings_drive.py", *arguments])
        self._driven.append(program)
        self.called_text = arguments[0] if arguments else ""
        return program

    async def run_tests(
        self, file: str, deliver: str, deliveries: Sequence[str], *, backwards: bool = False
    ) -> dict[str, TestsRun]:
        """Have pytest run the learner's tests once for each delivery; the first is right.

        `deliver` is Python: it defines `deliver(name)`, which puts in place what the tests are to test.
        """
        order = "backwards" if backwards else "in order"
        program = await self.drive(deliver + DRIVER, file, order, *deliveries)
        self.called_text = f"pytest {file}"
        await self.expect_end(program)
        self.look()
        runs = {name: read(self.lines(program), name) for name in deliveries}
        for run in runs.values():
            if not run.over:
                self.expect_exit(program, 0)
                raise Unmet(About.UNEXPECTED_ERROR, "pytest did not come to its end: your tests ended the program.")
        return runs

    def expect_tests_pass(self, run: TestsRun, delivery: str, *, near: str = "") -> None:
        """The learner's tests accept this delivery, which is right. `near`, a pattern, is the line to look at."""
        self.rests_on("the learner's tests", witnessed=False)
        self._read_errors()
        if not run.failed and run.passed:
            return
        if not run.failed:
            raise Unmet(About.CONDITION, "pytest found no test.", mistake="test-never-ran")
        name, text = next(iter(run.failed.items()))
        seen = f"{name or 'collecting'}: {text}"[:300]
        if run.asserted or self.evidence.error is None:
            raise Unmet(
                About.CONDITION,
                f"This delivery {delivery}, and {name} refuses it: {text.splitlines()[0] if text else ''}",
                returned=seen,
                expected="every test passes",
                mistake="check-too-strict",
                at=self.evidence.error.place if self.evidence.error else None,
                near=near,
            )
        raise Unmet(
            About.UNEXPECTED_ERROR,
            f"This delivery {delivery}, and {name or 'the file'} raised {self.evidence.error}",
            returned=seen,
            expected="every test passes",
        )

    def expect_tests_fail(
        self, run: TestsRun, delivery: str, *, mistake: str = "check-too-weak", function: str = "", near: str = ""
    ) -> None:
        """At least one of the learner's tests refuses this delivery, which is wrong.

        `function` is the test that should, as the stub calls it; `near`, a pattern, is the line to look at.
        """
        self.rests_on("the learner's tests", witnessed=False)
        if not run.failed:
            raise Unmet(
                About.CONDITION,
                f"This delivery {delivery}, and all your tests accept it.",
                returned=f"passed: {', '.join(run.passed) or 'no test'}",
                expected="a test that fails",
                mistake=mistake,
                function=function,
                near=near,
            )

    def lines(self, program: Program) -> list[Any]:
        """The complete lines of JSON that a driving script has printed so far; others are skipped."""
        return [fact for line in program.out.text.split("\n")[:-1] if (fact := _fact(line)) is not None]

    async def serve(self, application: str) -> Program:
        """Run `uvicorn module:app` on a free port of the loopback address."""
        self.called_text = f"uvicorn {application}"
        return await self._start([], serve=application)

    async def _start(
        self, arguments: Sequence[str], *, serve: str = "", variables: Mapping[str, str] | None = None
    ) -> Program:
        for earlier in self._programs:  # the live fork server has one at a time
            await earlier.end()
        program = Program(self._fork_server, self._touch)
        self._programs.append(program)
        await program.start(self.folder, arguments, {**self._variables, **(variables or {})}, serve=serve)
        return program

    async def request(
        self,
        server: Program,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        reading: bool = True,
    ) -> Response:
        """Send a request; the response arrives in the background. `reading`: False leaves it unread."""
        response = Response(f"{method} {path}", self._touch)
        self._responses.append(response)
        body = b"" if json_body is None else json.dumps(json_body).encode()
        content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{content}Accept: */*\r\nConnection: close\r\n\r\n"
        self.called_text = f"{method} {path}{f' {json.dumps(json_body)[:200]}' if body else ''}"
        await response.open(server.port, head, body, reading=reading)
        return response

    async def site(self, pages: Mapping[str, Page]) -> Site:
        """Open a web site of the judge's own."""
        site = Site(pages, self._touch)
        self._sites.append(site)
        await site.open()
        return site

    def hold(self, service: str) -> Hold:
        """Keep the replies of a service back, until they are released."""
        return self.world.hold(service)

    async def until(self, condition: Callable[[], object], *, rest: float = REST) -> bool:
        """Wait until it holds (True), or until the programs have come to rest and it never will (False)."""
        quiet, news = 0, self._news
        before = sum(cpu_seconds(program.pid) for program in self._programs)
        loop = asyncio.get_running_loop()
        give_up = loop.time() + LONGEST
        starved_before = self._fork_server.starved() or 0.0
        while not condition():
            self._told.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK):
                    await self._told.wait()
            for _ in range(3):  # let the judge's own loop hand on what has come in
                await asyncio.sleep(0)
            if news != self._news or self.world.real_clock.due:
                quiet, news = 0, self._news
                continue
            asleep = self._asleep()
            quiet = 0 if asleep is False else quiet + 1
            if quiet * _LOOK >= (rest if asleep else rest * 8):  # None: this system does not tell
                return bool(condition())
            used = sum(cpu_seconds(program.pid) for program in self._programs) - before
            if used > MOST_CPU:
                self.evidence.end = "spinning"
                raise Unmet(About.END, "Your program computed without end; it was stopped.")
            if loop.time() > give_up:
                starved = self._fork_server.starved()
                if starved is not None and starved - starved_before < BUSY * LONGEST:  # the machine did not keep it
                    self.evidence.end = "polling"
                    raise Unmet(About.END, f"Your program was neither done nor at rest after {LONGEST:g} s.")
                raise Disturbed("The machine was too busy: your program did not get on. Grade again.")
        return True

    async def ended(self, *responses: Response) -> bool:
        """Wait until these responses are complete or cut off, and what the server says of its errors is there."""
        over = await self.until(lambda: all(response.ended for response in responses))
        if any(response.status >= 500 or not response.whole for response in responses):
            await self.settle()
        return over

    async def settle(self) -> None:
        """Wait until the programs have come to rest, and read what they wrote about errors."""
        await self.until(lambda: False)
        self._read_errors()

    async def finished(self, program: Program, *, rest: float = 1.0) -> bool:
        """Wait until a program has ended; False if it waits for something that never comes."""
        ended = await self.until(program.gone, rest=rest)
        if ended:
            await program.end()
            self._read_errors()
        return ended

    async def expect_end(self, program: Program, *, rest: float = 1.0) -> None:
        """The program ends by itself."""
        if await self.finished(program, rest=rest):
            return
        self._read_errors()
        if error := self.evidence.error:
            raise Unmet(About.UNEXPECTED_ERROR, f"It raised {error}, and then it did not end.")
        at = await self.stands_at(program)
        why = "All its calls were answered, but it did not end."
        raise Unmet(About.DID_NOT_END, why, mistake="deadlock", at=at)

    def children(self, program: Program) -> list[int]:
        """The processes that a program has started and that are still there, also those that only wait to be reaped."""
        return descendants(program.pid)

    async def expect_no_child(self, program: Program, when: str, *, function: str = "", near: str = "") -> None:
        """No process that the program has started is left; one that is about to end may still do so."""
        self.rests_on("processes", witnessed=True)
        if await self.until(lambda: not self.children(program) or program.gone()):
            return
        raise Unmet(
            About.LEFT_OVER,
            f"{when}, a process that your program had started was still there.",
            returned=f"children of yours: {len(self.children(program))}",
            expected="none",
            mistake="child-left-behind",
            function=function,
            near=near,
        )

    async def together(self, *waits: Awaitable[Any]) -> list[Any]:
        """Await several things at once."""
        return list(await asyncio.gather(*waits))

    # --- facts -----------------------------------------------------------------------------------------

    def calls(self, service: str | None = None) -> list[ServiceCall]:
        """The calls of a service (None: of all) in the order in which they were made."""
        if service is not None:
            self.evidence.looked_for.add(service)
        return [call for call in self.world.calls if service in (None, call.name)]

    def peak(self, service: str) -> int:
        """The most calls of a service that were in flight together."""
        return peak(self.calls(service))

    def reply(self, service: str, *args: Any) -> Any:
        """What a service replies to these arguments in this grading run."""
        return self.replies(service, *args)[0]

    def replies(self, service: str, *args: Any) -> list[Any]:
        """All items that a streaming service hands out for these arguments."""
        from grader.wire import unpack

        bound = self.world.bind(service, args)
        self.world.due.append(Asked(service, bound))  # that a check asks for it means that it should have been asked
        script = self.world.script(service, bound)
        return [unpack(reply[1]) for _, reply in script if reply[0] in ("answer", "item")]

    def reported(self, call: ServiceCall) -> dict[str, Any]:
        """What the learner's process said of itself when it made a call: `loop`, `main_thread`, `process`."""
        self.look()
        return self.world.seen[call.id]

    # --- expectations ----------------------------------------------------------------------------------

    def expect(
        self,
        condition: object,
        sentence: str,
        *,
        mistake: str = "",
        function: str = "",
        near: str | Sequence[str] = "",
        about: About = About.CONDITION,
        at: ServiceCall | Place | None = None,
        returned: str = "",
        expected: str = "",
    ) -> None:
        """Anything, with a sentence for when it does not hold, and the mistake if the check knows it.

        `function` and `near` tell the line that it is about: a function, and a pattern, or several in order.
        """
        self.condition()
        if not condition:
            self._read_errors()
            place = at.at if isinstance(at, ServiceCall) else at
            raise Unmet(
                about,
                sentence,
                mistake=mistake,
                function=function,
                near=near,
                at=place,
                returned=returned,
                expected=expected,
            )

    def expect_equal(
        self, seen: Any, expected: Any, sentence: str, *,
        mistake: str = "", function: str = "", near: str | Sequence[str] = "",
    ) -> None:  # fmt: skip
        """Two values are the same. `function` and `near`: as for `expect`."""
        self.expect(
            seen == expected,
            sentence,
            mistake=mistake,
            function=function,
            near=near,
            returned=show(seen),
            expected=show(expected),
        )

    def expect_status(
        self, response: Response, status: int = 200, *, mistake: str = "", near: str | Sequence[str] = ""
    ) -> None:
        """The response has this status. `near`: as for `expect`."""
        self.rests_on("responses", witnessed=True)
        self._read_errors()
        error = self.evidence.error
        if response.status == status:
            return
        seen = f"status {response.status}" if response.status else "nothing: the connection was closed"
        why = f" Your code raised {str(error).rstrip('.')}." if error else ""
        about = About.UNEXPECTED_ERROR if error else About.CONDITION
        raise Unmet(
            about,
            f"{response.sent} was not answered as it should be.{why}",
            returned=f"{seen} {response.text[:200]}".strip(),
            expected=f"status {status}",
            mistake=mistake,
            near=near,
        )

    def expect_exit(self, program: Program, code: int, *, near: str | Sequence[str] = "") -> None:
        """The program has ended with this exit code. `near`: as for `expect`."""
        self.rests_on("the exit code", witnessed=True)
        self._read_errors()
        if program.code == code or (code == 130 and program.interrupted):
            return
        error = self.evidence.error
        if error is not None and code == 0:
            raise Unmet(About.UNEXPECTED_ERROR, f"It raised {error}", returned=f"raised {error}")
        seen = f"signal {-program.code}" if program.code is not None and program.code < 0 else f"code {program.code}"
        why = f" It raised {str(error).rstrip('.')}." if error else ""
        raise Unmet(
            About.UNEXPECTED_ERROR if error else About.EXIT_CODE,
            f"It ended with the wrong exit code.{why}",
            returned=f"exit {seen}",
            expected=f"exit code {code}",
            near=near,
        )

    def expect_no_extra_loop(self) -> None:
        """No event loop was made beside one that runs."""
        self.rests_on("the loop", witnessed=False)
        if self.evidence.extra_loops:
            at = self.evidence.extra_loops[0].at
            where = f" (line {at[1]})" if at else ""
            raise Unmet(About.EXTRA_LOOP, f"Another event loop was made beside the one that serves{where}.")

    def expect_loop_free(self) -> None:
        """No service that blocks was called in a thread that runs an event loop."""
        self.rests_on("the loop", witnessed=False)
        self._read_blocks()
        if self.evidence.blocked:
            first = self.evidence.blocked[0]
            where = f" (line {first.at[1]})" if first.at else ""
            raise Unmet(About.BLOCKED, f"{first.call} held the event loop until it was answered{where}.")

    async def expect_loop_responsive(self, program: Program, what: str) -> None:
        """A driving script answers SIGUSR1 with {"pong": true} from its event loop: the loop has a moment for it."""
        self.rests_on("the loop", witnessed=False)
        program.send_signal(signal.SIGUSR1)
        if await self.until(lambda: {"pong": True} in self.lines(program) or program.gone()):
            return
        at = await self.stands_at(program)
        where = f" It stands in line {at[1]}." if at else ""
        raise Unmet(
            About.BLOCKED,
            f"While {what}, nothing else on the event loop got a turn.{where}",
            mistake="blocking-call",
            at=at,
        )

    async def stands_at(self, program: Program) -> Place | None:
        """The innermost learner line of the main thread, as the program itself dumps it on SIGUSR2."""
        before = len(program.err.text)
        program.send_signal(signal.SIGUSR2)
        await self.until(lambda: program.err.text.endswith("\n") and len(program.err.text) > before)
        return place_in_dump(program.err.text[before:], self.folder, self._files)

    # --- the machinery ---------------------------------------------------------------------------------

    async def open(self) -> None:
        """Get ready for the first program."""
        self._variables = {**await self.world.open(), "AWAITLINGS_FOLDER": str(self.folder)}

    async def close(self) -> None:
        """End everything, and write down what is left to be said."""
        for response in self._responses:
            await response.hang_up()
        for program in self._programs:
            await program.end()
        for site in self._sites:
            await site.close()
        await self.world.close()
        self._read_errors()
        self._read_blocks()

    def _touch(self) -> None:
        self._news += 1
        self._told.set()

    def _asleep(self) -> bool | None:
        states = [threads_asleep(program.pid) for program in self._programs if not program.gone()]
        if False in states:
            return False
        return None if None in states else True

    def _read_blocks(self) -> None:
        self.evidence.blocked.clear()
        for call in self.calls():
            if call.blocks:
                name = f"services.{call.name}()"
                self.evidence.blocked.append(Blocked(call.start, call.end or call.start, name, call.at))

    def _by_the_learner(self, program: Program) -> str:
        """What a program has printed, without the facts that a driving script tells the check."""
        text = program.out.text
        if program not in self._driven:
            return text
        return "".join(line for line in text.splitlines(keepends=True) if not isinstance(_fact(line), dict))

    def _read_errors(self) -> None:
        evidence = self.evidence
        evidence.printed[:] = [(0.0, self._by_the_learner(program)) for program in self._programs]
        evidence.never_awaited.clear()
        evidence.contexts.clear()
        for program in self._programs:
            read_errors(program.err.text, self.folder, self._files, evidence)
        error = evidence.error
        if error is not None and error.type in SYNTAX and error.place:
            evidence.end, evidence.at = "syntax", error.place
            evidence.detail = {"text": error.text}


def lay_out(files: Mapping[str, bytes]) -> Path:
    """Write a submission with all that belongs to it into a fresh folder, its services witnessed."""
    folder = Path(tempfile.mkdtemp(prefix="awaitlings-")).resolve()
    for name, data in {**files, "awaitlings_witness.py": _WITNESS.read_bytes()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data + _TAIL.encode() if name == "services.py" else data)
    return folder


async def play_live(
    script: Callable[[LiveMatch], Awaitable[None]],
    make: Callable[[Path], LiveMatch],
    files: Mapping[str, bytes],
    *,
    tries: int,
) -> None:
    """Play a check's script, again if the machine disturbed it. Raises Unmet, at last Disturbed."""
    for number in range(1, tries + 1):
        folder = lay_out(files)
        try:
            match = make(folder)
            await match.open()
            try:
                await script(match)
                return
            except Disturbed:
                if number == tries:
                    raise
            finally:
                await match.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def check(*, part: int, title: str = "") -> Callable[[Callable[[LiveMatch], Awaitable[None]]], Callable[..., Any]]:
    """Mark an `async def test_…(stage)` as a check of a part, on the real clock. The title may be its docstring."""

    def mark(script: Callable[[LiveMatch], Awaitable[None]]) -> Callable[..., Any]:
        assert inspect.iscoroutinefunction(script)

        async def test(play: Any) -> None:
            await play(script)

        test.__name__, test.__doc__ = script.__name__, script.__doc__
        return mark_as_check(part=part, title=title)(test)

    return mark
