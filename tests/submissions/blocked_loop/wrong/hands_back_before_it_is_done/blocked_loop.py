"""A task is started, nobody waits for it, and the name is handed back instead of the report."""

import asyncio

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()
background = set()


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    task = asyncio.create_task(asyncio.to_thread(library.render, name))
    background.add(task)
    task.add_done_callback(background.discard)
    return f"{name}.pdf"


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
