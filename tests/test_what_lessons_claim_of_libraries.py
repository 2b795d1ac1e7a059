"""What lessons say in words about Starlette, FastAPI, uvicorn and LangGraph is tried here."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from typing import Annotated, Any, TypedDict

import pytest
from fastapi import BackgroundTasks, FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send
from starlette.middleware.gzip import GZipMiddleware


def ask(app: FastAPI, path: str, log: list[str]) -> dict[str, str]:
    """Call an app as a server does; each piece that it sends is noted in `log`. Return the headers."""
    headers: dict[str, str] = {}

    async def receive() -> dict[str, Any]:
        if "asked" in log:
            await asyncio.Event().wait()
        log.append("asked")
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers.update({name.decode(): value.decode() for name, value in message["headers"]})
        elif message.get("body"):
            log.append("sent")

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
             "headers": [(b"accept-encoding", b"gzip")], "scheme": "http", "http_version": "1.1",
             "server": ("shop", 80), "client": ("visitor", 1), "root_path": "", "extensions": {}}  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return headers


# 44: background tasks


def test_background_tasks_run_after_the_response_by_the_rule_of_routes() -> None:
    app, log = FastAPI(), []

    def plain() -> None:
        log.append(f"def, {threading.current_thread() is threading.main_thread()}")

    async def coroutine() -> None:
        log.append(f"async def, {threading.current_thread() is threading.main_thread()}")

    @app.get("/")
    async def route(later: BackgroundTasks) -> str:
        later.add_task(coroutine)
        later.add_task(plain)
        return "ok"

    ask(app, "/", log)
    assert [line for line in log if line != "asked"] == ["sent", "async def, True", "def, False"]


def test_a_background_task_that_fails_takes_those_behind_it_along_and_the_client_has_its_response() -> None:
    app, log = FastAPI(), []

    def fail() -> None:
        raise LookupError("lost")

    @app.get("/")
    async def route(later: BackgroundTasks) -> str:
        later.add_task(fail)
        later.add_task(log.append, "behind it")
        return "ok"

    with pytest.raises(LookupError):
        ask(app, "/", log)
    assert "sent" in log
    assert "behind it" not in log


# 93: what holds a stream back


def streaming(log: list[str]) -> FastAPI:
    app = FastAPI()

    async def pieces() -> AsyncIterator[str]:
        for number in range(3):
            log.append("made")
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.01)

    @app.get("/text")
    async def text() -> StreamingResponse:
        return StreamingResponse(pieces(), media_type="text/event-stream")

    @app.get("/events", response_class=EventSourceResponse)
    async def events() -> AsyncIterator[ServerSentEvent]:
        async for piece in pieces():
            yield ServerSentEvent(data=piece)

    return app


def kept_back(log: list[str]) -> bool:
    """Whether everything was made before the first piece was sent."""
    return log.index("sent") > len(log) - 1 - log[::-1].index("made")


@pytest.mark.parametrize("path", ["/text", "/events"])
@pytest.mark.parametrize("middleware", ["none", "passes on", "gzip", "reads all"])
def test_middleware_that_reads_the_body_holds_a_stream_back(path: str, middleware: str) -> None:
    log: list[str] = []
    app = streaming(log)
    if middleware == "gzip":
        app.add_middleware(GZipMiddleware, minimum_size=1)
    elif middleware != "none":

        @app.middleware("http")
        async def between(request: Request, call_next: Any) -> Any:
            response = await call_next(request)
            if middleware == "passes on":
                return response
            body = b"".join([piece async for piece in response.body_iterator])
            return Response(body, media_type=response.headers["content-type"])

    headers = ask(app, path, log)
    assert kept_back(log) == (middleware == "reads all")
    assert "content-encoding" not in headers


def test_fastapis_event_stream_tells_a_proxy_not_to_collect_it() -> None:
    assert ask(streaming([]), "/events", [])["x-accel-buffering"] == "no"


# 92: shutting down

SERVER = """
import asyncio, os, signal, sys, socket
import uvicorn
from fastapi import FastAPI

for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: None)  # uvicorn sends itself the signal once more when it has ended
app, seen = FastAPI(), []
entered, release = asyncio.Event(), asyncio.Event()

@app.get("/")
async def route():
    entered.set()
    try:
        await release.wait()
        seen.append("finished")
        return "ok"
    finally:
        seen.append("left")

async def main(kind):
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1 if kind == "grace" else None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"GET / HTTP/1.1\\r\\nHost: shop\\r\\nConnection: close\\r\\n\\r\\n")
    await entered.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    while not server.should_exit:
        await asyncio.sleep(0.01)
    if kind == "again":
        os.kill(os.getpid(), signal.SIGINT)
    if kind != "grace":
        await asyncio.wait([serving], timeout=1.5)
        print("has left" if serving.done() else "waits", seen)
    if kind == "wait":
        release.set()
    if kind != "again":
        await serving
        print(seen, (await reader.read())[9:12])
    os._exit(0)

sys.stdout.reconfigure(line_buffering=True)
asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("wait", "waits []\n['finished', 'left'] b'200'\n"),
        ("again", "has left []\n" if sys.version_info < (3, 12, 1) else "waits []\n"),
        ("grace", "['left'] b'500'\n"),
    ],
)
def test_uvicorn_waits_for_routes_until_its_timeout_and_on_3_11_until_a_second_ctrl_c(kind: str, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SERVER, kind], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout == said, ended.stderr


# 94: LangGraph


class State(TypedDict, total=False):
    question: str
    found: Annotated[list[str], lambda before, after: [*before, *after]]


def graph(*, sends: bool) -> Any:
    """Sources that end in the order b, c, a; they are named, or sent, in the order c, a, b."""
    builder = StateGraph(State)
    for name, seconds in {"c": 0.02, "a": 0.04, "b": 0.0}.items():

        async def source(state: State, name: str = name, seconds: float = seconds) -> State:
            await asyncio.sleep(seconds)
            return {"found": [name]}

        builder.add_node(name, source)
        builder.add_edge(name, END)
        if not sends:
            builder.add_edge(START, name)
    if sends:
        builder.add_conditional_edges(START, lambda state: [Send(name, state) for name in "cab"], ["a", "b", "c"])
    return builder.compile()


@pytest.mark.parametrize(("sends", "order"), [(False, ["a", "b", "c"]), (True, ["c", "a", "b"])])
def test_updates_are_merged_by_name_and_those_of_send_in_the_order_of_sending(sends: bool, order: list[str]) -> None:
    assert asyncio.run(graph(sends=sends).ainvoke({"question": "x"}))["found"] == order


def test_the_second_version_of_streams_has_one_shape_for_all_modes() -> None:
    async def parts(mode: Any, **more: Any) -> list[Any]:
        return [part async for part in graph(sends=False).astream({"question": "x"}, stream_mode=mode, **more)]

    for mode in ("updates", "values", ["updates", "values"]):
        for part in asyncio.run(parts(mode, version="v2")):
            assert {"type", "ns", "data"} <= set(part)
    assert all(isinstance(part, tuple) for part in asyncio.run(parts(["updates"])))
    assert all(isinstance(part, dict) and "type" not in part for part in asyncio.run(parts("updates")))
    assert asyncio.run(parts(["nothing of the kind"])) == []


def test_events_tell_when_each_node_starts_and_ends() -> None:
    async def events() -> set[tuple[str, str]]:
        stream = graph(sends=False).astream_events({"question": "x"}, version="v2")
        return {(event["event"], event["name"]) async for event in stream}

    assert {("on_chain_start", "a"), ("on_chain_end", "a")} <= asyncio.run(events())
