"""The four reports overlap, and result() and the end of with hold the loop until the last is done."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    return await asyncio.to_thread(library.render, name)


async def render_all(names: list[str]) -> list[str]:
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        futures = [pool.submit(contextvars.copy_context().run, library.render, name) for name in names]
        return [future.result() for future in futures]


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
