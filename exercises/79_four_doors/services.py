"""What the nodes of a research desk ask, each by two doors: `search` blocks, `asearch` awaits."""

import asyncio
import time


class SearchDown(Exception):
    """The search does not answer."""


def search(topic: str) -> str:
    time.sleep(0.3)
    if topic == "strikes":
        raise SearchDown("no answer from the search")
    return f"a page on {topic}"


async def asearch(topic: str) -> str:
    await asyncio.sleep(0.3)
    if topic == "strikes":
        raise SearchDown("no answer from the search")
    return f"a page on {topic}"


def write(notes: str) -> str:
    time.sleep(0.4)
    return f"written from {notes}"


async def awrite(notes: str) -> str:
    await asyncio.sleep(0.4)
    return f"written from {notes}"
