"""When the library raises, the thread ends before it sets the event, and the caller waits for ever."""

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
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    context = contextvars.copy_context()
    pdfs = []

    def work() -> None:
        pdfs.append(context.run(library.render, name))
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=work, name=f"pdf {name}").start()
    await done.wait()
    return pdfs[0]


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
