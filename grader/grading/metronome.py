"""Did the machine leave us in peace? Asked only on the real clock, and only if something has failed.

A metronome sleeps for a moment again and again and sees how much too late it wakes up; the kernel counts the time that
other guests of the same host have stolen. How long the player itself had to wait for a CPU is asked elsewhere.
"""

from __future__ import annotations

import threading
import time

from grader.sandbox.processes import stolen

BEAT = 0.005  # real seconds
BAND = 0.01  # later than this is out of the ordinary, and half of what a check takes for punctual


class Metronome:
    """Beats in a thread of its own, until `stop`."""

    def __init__(self) -> None:
        self._worst = 0.0
        self._stolen = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            time.sleep(BEAT)
            self._worst = max(self._worst, time.monotonic() - began - BEAT)

    def begin(self) -> None:
        """A match begins."""
        self._worst, self._stolen = 0.0, stolen()

    def disturbed(self) -> bool:
        """Whether the machine was busy with something else since then."""
        return self._worst > BAND or stolen() > self._stolen

    def stop(self) -> None:
        """No more beats."""
        self._over.set()
        self._thread.join()
