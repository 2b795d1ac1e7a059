"""The loop is free, but it asks ten times a second and answers late."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()
pool = ThreadPoolExecutor(max_workers=8)


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    future = pool.submit(contextvars.copy_context().run, library.render, name)
    while not future.done():
        await asyncio.sleep(0.1)
    return future.result()


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
