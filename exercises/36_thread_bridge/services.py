"""A cold store: its thermometer and its control room. By themselves they really wait; in a check the judge answers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable


class LineBusy(Exception):
    """The control room could not be reached."""


def measure(number: int) -> int:
    """Measure once, in tenths of a degree. It blocks its thread until the sensor has settled."""
    time.sleep(0.5)
    return -180 + 7 * number


async def send_report(reading: int) -> str:
    """Tell the control room of a reading. It gives back a receipt."""
    await asyncio.sleep(0.2)
    if reading >= 0:
        raise LineBusy("the line to the control room is busy")
    return f"receipt for {reading}"


class Thermometer:
    """The driver of the thermometer. It measures in a thread of its own, and calls you back in that thread."""

    def __init__(self, measurements: int) -> None:
        self.measurements = measurements
        self._stopped = threading.Event()

    def start(self, on_reading: Callable[[int | None], object]) -> None:
        """Begin to measure. `on_reading` is called with each reading, and with None after the last one."""
        threading.Thread(target=self._work, args=[on_reading]).start()

    def stop(self) -> None:
        """Stop after the current measurement. No reading is sent any more. This may be called from any thread."""
        self._stopped.set()

    def _work(self, on_reading: Callable[[int | None], object]) -> None:
        for number in range(self.measurements):
            reading = measure(number)
            if self._stopped.is_set():
                return
            on_reading(reading)
        on_reading(None)


class ControlRoom:
    """The client of the control room. It belongs to the loop in which it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def report(self, reading: int) -> str:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("this control room is bound to a different event loop")
        return await send_report(reading)
