"""join in a coroutine waits in the thread of the loop."""

import asyncio
import contextvars
import threading

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    pdfs = []
    context = contextvars.copy_context()
    thread = threading.Thread(target=lambda: pdfs.append(context.run(library.render, name)))
    thread.start()
    thread.join()
    return pdfs[0]


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
