"""The agent behind the page. By itself it really waits: it thinks for a second, then a token comes now and then.

`stream` and `astream` hand out the tokens of the answer one by one, as LangGraph's do with the tokens of an LLM.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

State = dict[str, Any]

ANSWER = """\
The moon pulls at the sea.
On the near side the water is pulled away from the earth, on the far side
the earth is pulled away from the water: so there are two tides a day, and
each comes some 25 minutes later than the one before."""


class ModelOverloaded(Exception):
    """The LLM has too much to do just now."""


class Agent:
    """Two of LangGraph's doors. `stream` blocks its thread, `astream` awaits."""

    def stream(self, state: State) -> Iterator[str]:
        yield from tokens(state["messages"][-1].content)

    async def astream(self, state: State) -> AsyncIterator[str]:
        async for token in atokens(state["messages"][-1].content):
            yield token


def tokens(question: str) -> Iterator[str]:
    time.sleep(1.0)
    for number, token in enumerate(_split(ANSWER)):
        time.sleep(0.06)
        if number == 5 and "overload" in question:
            raise ModelOverloaded("the model is overloaded, try again later")
        yield token


async def atokens(question: str) -> AsyncIterator[str]:
    await asyncio.sleep(1.0)
    for number, token in enumerate(_split(ANSWER)):
        await asyncio.sleep(0.06)
        if number == 5 and "overload" in question:
            raise ModelOverloaded("the model is overloaded, try again later")
        yield token


def _split(text: str) -> list[str]:
    return text.replace(" ", " |").replace("\n", "\n|").split("|")


def serve(app: Any) -> None:
    """Serve a web app until Ctrl-C, and print the address to open."""
    import uvicorn

    try:
        listener = socket.create_server(("127.0.0.1", 8000))
    except OSError:  # taken, perhaps by a server of yours in another window: any free port will do
        listener = socket.create_server(("127.0.0.1", 0))
    with listener, contextlib.suppress(KeyboardInterrupt):
        print(f"Open {address(listener.getsockname()[1])} and ask. Ctrl-C ends it.", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def address(port: int) -> str:
    """Where a browser finds this port: on this machine, or where GitHub Codespaces forwards it."""
    name, domain = (os.environ.get(key) for key in ("CODESPACE_NAME", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"))
    return f"https://{name}-{port}.{domain}" if name and domain else f"http://127.0.0.1:{port}"
