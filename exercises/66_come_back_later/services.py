"""The language model of this story. By itself it really waits; in a check the judge answers instead. Leave it as it is."""

from __future__ import annotations

import asyncio
import re
import time

_STARTED = time.perf_counter()
_arrived: list[float] = []
_asked: dict[str, int] = {}


class TryLater(Exception):
    """The model has no time now. The text is the provider's: "429 …" or "503 …"."""

    @property
    def retry_after(self) -> float | None:
        """The seconds after which the model may be asked again. None: it names no time."""
        named = re.search(r"retry after ([\d.]+) s", str(self))
        return float(named[1]) if named else None


class BadQuestion(Exception):
    """400: the model cannot read this question, today or tomorrow."""


async def ask_model(question: str) -> str:
    """Ask the model. More than four questions at one moment are too many for it: then it answers none of them."""
    _asked[question] = _asked.get(question, 0) + 1
    arrived = time.perf_counter() - _STARTED
    _arrived.append(arrived)
    await asyncio.sleep(0.1)
    if not question.strip():
        raise BadQuestion("400 Bad Request: there is no question")
    together = [moment for moment in _arrived if abs(moment - arrived) < 0.04]
    if together[0] == arrived:
        print(f"    {arrived:4.1f} s: {len(together)} at once{', and none is answered' if len(together) > 4 else ''}")
    if len(together) > 4:
        raise TryLater("503 Service Unavailable")
    if question.startswith("long") and _asked[question] == 1:
        raise TryLater("429 Too Many Requests, retry after 1.5 s")
    return f"{question}: paid in full"
