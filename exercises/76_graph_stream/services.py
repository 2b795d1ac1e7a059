"""The nodes of a research assistant. A node takes the state and returns an update of it.

By themselves they really wait; in a check the judge answers instead.
"""

from __future__ import annotations

import asyncio
from typing import Any


class SearchDown(Exception):
    """The web search does not answer."""


async def planner(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.2)
    return {"plan": f"look up {state['question']}"}


async def web_search(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.4)
    if "offline" in state["question"]:
        raise SearchDown("no answer from the web")
    return {"found": [f"a page on {state['question']}"]}


async def memory(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.6)
    return {"found": [f"an older chat on {state['question']}"]}


async def retriever(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.3)
    return {"found": [f"a paper on {state['question']}"]}


async def llm(state: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0.5)
    return {"answer": f"written from {len(state.get('found', []))} sources"}
