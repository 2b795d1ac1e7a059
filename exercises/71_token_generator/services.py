"""The model and the loudspeaker of the audio guide. By themselves they really wait; in a check the judge answers."""

from __future__ import annotations

import asyncio

ANSWERS = {
    "amber": "It is resin. Forty million years ago a pine wept. The fly was too slow",
    "dragon": "It hung in the town hall. It is",
}


class ModelDown(Exception):
    """The model stopped in the middle of an answer."""


async def next_token(question: str, text: str) -> str | None:
    """Ask the model what comes after `text`, which is its answer so far. None: the answer is complete."""
    await asyncio.sleep(0.15)
    words = ANSWERS.get(question, "I do not know. Ask at the desk").split()
    written = len(text.split())
    if question == "dragon" and written == len(words):
        raise ModelDown("the model stopped")
    return f"{words[written]} " if written < len(words) else None


async def say(sentence: str) -> None:
    """Say a sentence, which takes its time."""
    print(f"  (says) {sentence}")
    await asyncio.sleep(0.05 * len(sentence.split()))
