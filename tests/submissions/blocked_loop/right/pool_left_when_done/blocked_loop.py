"""A pool for each batch, left only when its work is done: leaving it then holds nobody up."""

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
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        reports = [loop.run_in_executor(pool, contextvars.copy_context().run, library.render, name) for name in names]
        return await asyncio.gather(*reports)


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
