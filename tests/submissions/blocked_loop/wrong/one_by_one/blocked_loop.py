"""render_all awaits each report before it starts the next."""

import asyncio

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    return await asyncio.to_thread(library.render, name)


async def render_all(names: list[str]) -> list[str]:
    return [await render_report(name) for name in names]


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
