"""Leaving with waits for the pool's threads, in the thread of the loop; only then comes the await."""

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
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:
        report = loop.run_in_executor(pool, contextvars.copy_context().run, library.render, name)
    return await report


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
