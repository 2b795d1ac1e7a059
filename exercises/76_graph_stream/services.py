"""The nodes of a research assistant. A node takes the state and returns an update of it.

Each node has two doors, like `invoke` and `ainvoke`: `planner` blocks its thread while it waits for the
service behind it, `aplanner` awaits it.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any


class SearchDown(Exception):
    """The web search does not answer."""


def planner(state: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.2)
    return {"plan": f"look up {state['question']}"}


async def aplanner(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.2)
    return {"plan": f"look up {state['question']}"}


def web_search(state: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.4)
    if "offline" in state["question"]:
        raise SearchDown("no answer from the web")
    return {"found": [f"a page on {state['question']}"]}


async def aweb_search(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.4)
    if "offline" in state["question"]:
        raise SearchDown("no answer from the web")
    return {"found": [f"a page on {state['question']}"]}


def memory(state: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.6)
    return {"found": [f"an older chat on {state['question']}"]}


async def amemory(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.6)
    return {"found": [f"an older chat on {state['question']}"]}


def retriever(state: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.3)
    return {"found": [f"a paper on {state['question']}"]}


async def aretriever(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.3)
    return {"found": [f"a paper on {state['question']}"]}


def llm(state: dict[str, Any]) -> dict[str, Any]:
    time.sleep(0.5)
    return {"answer": f"written from {len(state.get('found', []))} sources"}


async def allm(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.5)
    return {"answer": f"written from {len(state.get('found', []))} sources"}
