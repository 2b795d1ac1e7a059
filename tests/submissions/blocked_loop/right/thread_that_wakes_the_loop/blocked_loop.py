"""What to_thread does, written out: a thread, a future, and call_soon_threadsafe."""

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
    done = loop.create_future()
    context = contextvars.copy_context()

    def work() -> None:
        try:
            pdf = context.run(library.render, name)
        except Exception as error:
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(done.set_result, pdf)

    threading.Thread(target=work, name=f"pdf {name}").start()
    return await done


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
