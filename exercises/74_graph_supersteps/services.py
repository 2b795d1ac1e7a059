"""The nodes of a travel desk. By themselves they really wait; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
from typing import Any

SECONDS = {"guidebook": 0.2, "web": 0.3, "timetable": 0.1, "llm": 0.4}


async def plan(state: dict[str, Any]) -> dict[str, Any]:
    """What has to be found out for this question."""
    await asyncio.sleep(0.1)
    return {"topics": f"what to know about {state['question']}"}


async def guidebook(state: dict[str, Any]) -> dict[str, Any]:
    """The retriever: pages of the guide books."""
    await asyncio.sleep(SECONDS["guidebook"])
    return {"found": [f"a page on {state['question']}"]}


async def web(state: dict[str, Any]) -> dict[str, Any]:
    """The web search: opening hours, strikes."""
    await asyncio.sleep(SECONDS["web"])
    return {"found": [f"a site on {state['question']}"]}


async def timetable(state: dict[str, Any]) -> dict[str, Any]:
    """A tool: the trains."""
    await asyncio.sleep(SECONDS["timetable"])
    return {"found": [f"a train to {state['question']}"]}


async def llm(state: dict[str, Any]) -> dict[str, Any]:
    """Writes the answer from what was found so far, if anything was."""
    await asyncio.sleep(SECONDS["llm"])
    return {"answer": f"written from {state.get('found', 'memory')}"}
