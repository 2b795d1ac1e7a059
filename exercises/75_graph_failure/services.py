"""The nodes of an insurance office. By themselves they really wait; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

open_lines: list[str] = []  # the lines that are open now


class RegisterDown(Exception):
    """The police register does not answer."""


class ArchiveClosed(Exception):
    """The archive is closed."""


async def photos(state: dict[str, Any]) -> dict[str, Any]:
    """A model looks at the photos of the damage."""
    async with _line("photos", 0.9):
        return {"found": [f"photos of {state['claim']}"]}


async def police(state: dict[str, Any]) -> dict[str, Any]:
    """The register of the police."""
    async with _line("police", 0.3):
        if "theft" in state["claim"]:
            raise RegisterDown("no answer from the register")
        return {"found": [f"a report on {state['claim']}"]}


async def history(state: dict[str, Any]) -> dict[str, Any]:
    """Earlier claims, from the archive."""
    async with _line("history", 0.6):
        if "fire" in state["claim"]:
            raise ArchiveClosed("closed today")
        return {"found": [f"claims before {state['claim']}"]}


async def assess(state: dict[str, Any]) -> dict[str, Any]:
    """An LLM writes an assessment."""
    async with _line("assess", 0.2):
        return {"assessment": f"seen: {', '.join(state['found'])}"}


@asynccontextmanager
async def _line(name: str, seconds: float) -> AsyncIterator[None]:
    open_lines.append(name)
    try:
        await asyncio.sleep(seconds)
        yield
    finally:
        open_lines.remove(name)
