"""The provider of this story. By itself it really waits; in a check the judge answers instead. Leave it as it is."""

from __future__ import annotations

import asyncio
import time

REQUESTS, TOKENS, SECONDS = 5, 1_000, 3.0  # what the contract of the demo allows: a "minute" of it lasts 3 s

_STARTED = time.perf_counter()
_left = [float(REQUESTS), float(TOKENS)]
_counted = [_STARTED]


class AccountClosed(Exception):
    """More was asked than the contract allows."""


async def ask_model(prompt: str, tokens: int) -> str:
    """Ask the model, with `tokens` tokens at most. The provider counts with two buckets that fill evenly."""
    now = time.perf_counter()
    for place, (size, needed) in enumerate(((REQUESTS, 1), (TOKENS, tokens))):
        _left[place] = min(size, _left[place] + (now - _counted[0]) * size / SECONDS) - needed
    _counted[0] = now
    print(f"    {now - _STARTED:4.1f} s: {prompt}, {_left[0]:4.1f} requests and {_left[1]:6.1f} tokens left")
    if min(_left) < -0.1:
        raise AccountClosed("more than the contract allows")
    await asyncio.sleep(0.3)
    return f"{prompt}: done"
