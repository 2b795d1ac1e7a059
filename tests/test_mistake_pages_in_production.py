"""The code on the pages of the last track's mistakes, played on the real clock: programs, a server, a web site."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from grader.diagnosis import diagnose
from grader.judge.unmet import About, Unmet
from grader.live.http import Response
from grader.live.programs import LiveForkServer, Program
from grader.live.stage import LiveMatch, play_live
from tests.pages import REAL, SERVICES, pages, services

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the real clock needs fork")

PAGES = pages()
# What a page's code imports -> the modules that are imported once, before its programs are forked.
LIBRARIES = {
    "fastapi": ("fastapi", "uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.auto", "uvicorn.protocols.http.auto"),
    "langgraph": ("langgraph.graph",),
    "httpx": ("httpx",),
}
Script = Callable[[LiveMatch], Awaitable[None]]


@pytest.fixture(scope="module")
def fork_server() -> Iterator[LiveForkServer]:
    started = LiveForkServer()
    yield started
    started.close()


async def ended(stage: LiveMatch, *arguments: str) -> Program:
    """Run the page's code as a program, to its end, which must be a good one."""
    program = await stage.start("kata.py", *arguments)
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    return program


async def runs(stage: LiveMatch) -> None:
    await ended(stage)


async def asked(stage: LiveMatch, address: str, body: object = None) -> Response:
    """Ask the page's code, as a server, and wait for all of the answer."""
    server = await stage.serve("kata:app")
    if server.gone():
        stage.expect_exit(server, 0)
    response = await stage.request(server, "POST", address, json_body=body)
    await stage.ended(response)
    return response


async def shown_at_once(stage: LiveMatch) -> None:
    answer = stage.hold("fetch")
    program = await stage.start("kata.py")
    seen = await stage.until(lambda: "one moment" in program.out.text)
    answer.release()
    stage.expect(seen, "Nothing was to be seen.", mistake="missing-flush")


async def takes_the_body(stage: LiveMatch) -> None:
    response = await asked(stage, "/chat", {"question": "a"})
    stage.expect("query" not in response.text, "It was looked for in the address.", mistake="wrong-body")
    stage.expect_status(response)


async def answers(stage: LiveMatch) -> None:
    stage.expect_status(await asked(stage, "/chat/a"))


async def says_that_it_failed(stage: LiveMatch) -> None:
    response = await asked(stage, "/chat/broken")
    stage.expect(response.status == 503, "It was sent as an answer.", mistake="error-as-success")


async def stops_when_nobody_listens(stage: LiveMatch) -> None:
    stage.hold("fetch")
    server = await stage.serve("kata:app")
    response = await stage.request(server, "POST", "/chat/a")
    await stage.until(stage.calls)
    await response.hang_up()
    stopped = await stage.until(lambda: stage.calls()[0].ended is not None)
    stage.expect(stopped, "The work went on.", mistake="not-cancelled-on-disconnect")


async def sends_events(stage: LiveMatch) -> None:
    response = await asked(stage, "/chat/a")
    stage.expect(response.whole, "The response was cut off.", about=About.UNEXPECTED_ERROR)
    frames = [f"data: {json.dumps(token)}" for token in stage.replies("tokens", "a")]
    stage.expect(all(frame in response.text for frame in frames), "A browser finds no event.", mistake="wrong-frames")


async def ends_well(stage: LiveMatch) -> None:
    response = await asked(stage, "/chat/a")
    await stage.settle()
    error = stage.evidence.error
    late = error is not None and error.type == "HTTPException"
    stage.expect(not late, "It was raised when the status had left.", mistake="status-too-late")
    stage.expect("event: error" in response.text, "Nobody was told.", mistake="error-as-success")


async def keeps_its_connection(stage: LiveMatch) -> None:
    site = await stage.site({f"/{name}": (200, name) for name in "abc"})
    await ended(stage, site.url)
    stage.expect(site.connections == 1, "Each request had its own.", mistake="connection-for-each")


async def gives_up(stage: LiveMatch) -> None:
    site = await stage.site({"/silent": (200, "")})
    site.hold("/silent")
    program = await stage.start("kata.py", site.url)
    over = await stage.until(program.gone, rest=1.0)
    stage.expect(over, "It waits and waits.", mistake="no-deadline")


async def gives_up_what_was_sent(stage: LiveMatch) -> None:
    site = await stage.site({"/slow": (200, ""), "/quick": (200, "an answer")})
    site.hold("/slow")
    program = await stage.start("kata.py", site.url)
    await stage.until(lambda: False, rest=1.0)  # longer than the deadline of what stands in line
    site.release()
    await stage.expect_end(program)
    stage.expect("an answer" in program.out.text, "It was not even sent.", mistake="deadline-counts-the-line")


async def computes_elsewhere(stage: LiveMatch) -> None:
    program = await ended(stage)
    [call] = stage.calls("fetch_blocking")
    elsewhere = stage.reported(call)["process"] != program.pid
    stage.expect(elsewhere, "It was computed beside the loop.", mistake="cpu-in-a-thread")


async def asks_once(stage: LiveMatch) -> None:
    await ended(stage)
    calls = stage.calls("fetch_blocking")
    stage.expect(len(calls) == 1, "It was asked once more.", mistake="ran-again-on-resume", at=calls[-1])


async def reads_its_pipes(stage: LiveMatch) -> None:
    program = await stage.start("kata.py")
    over = await stage.until(program.gone, rest=1.0)
    stage.expect(over, "Each waits for the other.", mistake="pipe-deadlock")
    stage.expect("done" in program.out.text, "It was not read.")


async def leaves_no_process(stage: LiveMatch) -> None:
    program = await stage.start("kata.py")
    await stage.until(lambda: "too late" in program.out.text, rest=2.0)
    await stage.expect_no_child(program, "After the deadline")


SCRIPTS: dict[str, Script] = {
    "missing-flush": shown_at_once,
    "wrong-body": takes_the_body,
    "one-name-for-two": answers,
    "error-as-success": says_that_it_failed,
    "not-cancelled-on-disconnect": stops_when_nobody_listens,
    "response-returned": sends_events,
    "wrong-frames": sends_events,
    "status-too-late": ends_well,
    "async-node-under-invoke": runs,
    "no-reducer": runs,
    "connection-for-each": keeps_its_connection,
    "no-deadline": gives_up,
    "deadline-counts-the-line": gives_up_what_was_sent,
    "cpu-in-a-thread": computes_elsewhere,
    "not-picklable": runs,
    "ran-again-on-resume": asks_once,
    "pipe-deadlock": reads_its_pipes,
    "child-left-behind": leaves_no_process,
}


def judged(fork_server: LiveForkServer, name: str, source: str) -> str:
    """The name under which a check fails this code; "" where it passes."""
    for package, modules in LIBRARIES.items():
        if f"{package}" in source:
            if importlib.util.find_spec(package) is None:
                pytest.skip("needs the extra: requirements/production.txt")
            fork_server.import_once(modules)
    files = {"kata.py": source.encode(), "services.py": SERVICES.encode()}
    made: list[LiveMatch] = []

    def make(folder: Path) -> LiveMatch:
        made.append(LiveMatch(folder, ("kata.py",), fork_server, "seed", services(second=0.0)))
        return made[-1]

    try:
        asyncio.run(play_live(SCRIPTS[name], make, files, tries=3))
    except Unmet as unmet:
        mistake = diagnose(made[-1].evidence, unmet, {"kata.py": source})
        assert mistake
        return mistake.name
    return ""


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_bad_code_of_a_page_gets_this_name(fork_server: LiveForkServer, name: str) -> None:
    assert judged(fork_server, name, PAGES[name].code("Instead of")) == name


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_good_code_of_a_page_passes(fork_server: LiveForkServer, name: str) -> None:
    assert judged(fork_server, name, PAGES[name].code("Write")) == ""
