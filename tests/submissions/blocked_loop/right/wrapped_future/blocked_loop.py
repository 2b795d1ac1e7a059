"""submit gives the future of a thread; wrap_future turns it into one that a coroutine can await."""

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
    return await asyncio.wrap_future(pool.submit(contextvars.copy_context().run, library.render, name))


async def render_all(names: list[str]) -> list[str]:
    tasks = [asyncio.create_task(render_report(name)) for name in names]
    await asyncio.wait(tasks)
    return [await task for task in tasks]


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
