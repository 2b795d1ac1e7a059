"""run_in_executor without a context: the id is read here and set again in the thread."""

import asyncio

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, _render, request_id.get(), name)


def _render(request: str, name: str) -> str:
    token = request_id.set(request)
    try:
        return library.render(name)
    finally:
        request_id.reset(token)  # the pool uses this thread again


async def render_all(names: list[str]) -> list[str]:
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    request_id.set(request)
    return await render_report(name)
