"""The beats come from a thread with a loop of its own; the server behind them stands still."""

import asyncio
import threading

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    stop = threading.Event()
    threading.Thread(target=_beat, args=(stop,), daemon=True).start()
    try:
        await asyncio.Event().wait()
    finally:
        stop.set()


def _beat(stop: threading.Event) -> None:
    while not stop.is_set():
        asyncio.run(send_beat())
        stop.wait(0.25)


async def render_report(name: str) -> str:
    await asyncio.sleep(0)  # let the heartbeat start its thread
    return library.render(name)


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
