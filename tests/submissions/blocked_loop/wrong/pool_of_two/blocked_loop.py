"""Four reports, two threads: two wait in the pool's queue."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()
pool = ThreadPoolExecutor(max_workers=2)


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, library.render, name)


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
