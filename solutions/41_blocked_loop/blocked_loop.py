"""The heartbeat goes on: what blocks runs in a thread, and the loop waits for the thread."""

import asyncio

from services import PdfLibrary, request_id, send_beat

library = PdfLibrary()


async def heartbeat() -> None:
    """Given: a beat every quarter of a second. The supervisor restarts a server that misses two."""
    while True:
        await send_beat()
        await asyncio.sleep(0.25)


async def render_report(name: str) -> str:
    """1. Make one report and leave the loop free meanwhile."""
    # to_thread copies the context, so the library reads the right request id in its thread (part 3).
    return await asyncio.to_thread(library.render, name)


async def render_all(names: list[str]) -> list[str]:
    """2. Make several reports at the same time. Hand them back in the order of `names`."""
    return await asyncio.gather(*[render_report(name) for name in names])


async def handle_request(request: str, name: str) -> str:
    """3. Given: the server awaits this for each request. The library finds the id in `request_id`."""
    request_id.set(request)
    return await render_report(name)


if __name__ == "__main__":

    async def main():
        beats = asyncio.create_task(heartbeat())
        await asyncio.sleep(0.6)
        print("one report:   ", await render_report("north"))
        await asyncio.sleep(0.6)
        print("three reports:", await render_all(["south", "east", "west"]))
        two = asyncio.gather(handle_request("r1", "fees"), handle_request("r2", "tax"))
        print("two requests: ", await two)
        beats.cancel()

    asyncio.run(main())
