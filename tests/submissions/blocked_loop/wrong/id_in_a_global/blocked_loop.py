"""The requests share one global; the last one to write it gives its id to all."""

import asyncio

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()
current = "no request"


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    return await asyncio.to_thread(_render, name)


def _render(name: str) -> str:
    request_id.set(current)
    return library.render(name)


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    global current
    current = request
    await asyncio.sleep(0)  # the access log is written here
    return await render_report(name)
