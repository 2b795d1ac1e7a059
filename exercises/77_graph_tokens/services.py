"""What the nodes of a translation bureau call. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

WORDS = {
    "French": "Le port est ouvert depuis midi",
    "German": "Der Hafen ist seit Mittag offen",
}


class ModelDown(Exception):
    """The model stopped in the middle of a translation."""


async def translate(language: str, text: str) -> AsyncGenerator[str, None]:
    """A model writes a translation, token by token."""
    for word in WORDS[language].split():
        await asyncio.sleep(0.2 if language == "French" else 0.3)
        if text == "a poem" and word == "Mittag":
            raise ModelDown("there is no translation for that")
        yield f"{word} "


def look_up_term(text: str, number: int) -> str:
    """Ask the dictionary of the customer for a term of the text. An old library: it blocks."""
    time.sleep(0.35)
    return f"term {number} of {text}"
