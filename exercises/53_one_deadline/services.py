"""What a chat assistant asks. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio


async def load_notes(question: str) -> str:
    """Return what the database knows about a question."""
    await asyncio.sleep(0.4)
    return f"notes on {question}"


async def ask_large(prompt: str) -> str:
    """Ask the large model. It is good, and sometimes it thinks for minutes."""
    await asyncio.sleep(4.0 if "tides" in prompt else 0.5)
    return f"a good answer ({prompt})"


async def ask_small(prompt: str) -> str:
    """Ask the small model. It is not as good, and quicker."""
    await asyncio.sleep(0.6)
    return f"a short answer ({prompt})"


def build_prompt(question: str, notes: str) -> str:
    """Put the question and the notes into one prompt."""
    return f"{question}? {notes}"
