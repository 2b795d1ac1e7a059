"""The services of this story. By themselves they really wait; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time
from contextvars import ContextVar

# Which request is being served. The library writes it into every document.
request_id: ContextVar[str] = ContextVar("request_id", default="no request")

_STARTED = time.perf_counter()


class PdfError(Exception):
    """The library could not make this document."""


async def send_beat() -> None:
    """Tell the supervisor that this server is alive."""
    print(f"{time.perf_counter() - _STARTED:5.2f} s  beat")
    await asyncio.sleep(0.01)


def render_pdf(name: str, request: str) -> str:
    """The slow half of the library. It blocks the thread that it runs in."""
    time.sleep(0.7)
    if name == "torn":
        raise PdfError("page 3 is torn")
    return f"{name}.pdf ({request})"


class PdfLibrary:
    """The given library: bought long ago, one plain `def`, and that will not change."""

    def render(self, name: str) -> str:
        return render_pdf(name, request_id.get())
