"""The signs of the museum. In a check the judge looks at what is shown, and when. Leave this file as it is."""

from __future__ import annotations

import time
from collections.abc import Iterator

_STARTED = time.perf_counter()


def show(sign: str, text: str) -> None:
    """Put a text on a sign."""
    print(f"{time.perf_counter() - _STARTED:4.1f} s  {sign:<8}{text}")


class Pause:
    """What `await` gets in the end: an object with `__await__`. What that yields, the driver of the coroutine gets."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds

    def __await__(self) -> Iterator[float | None]:
        yield self.seconds


def give_way() -> Pause:
    """`await give_way()`: let the others go first. The driver gets None."""
    return Pause(None)


def nap(seconds: float) -> Pause:
    """`await nap(0.5)`: do not wake me before half a second has gone by. The driver gets 0.5."""
    return Pause(seconds)
