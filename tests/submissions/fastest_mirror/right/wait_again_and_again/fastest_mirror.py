"""asyncio.wait, as long as transfers are pending. `done` may hold several at once, so each is asked."""

import asyncio

from services import NoMirrorError, fetch, hang_up


async def download(mirror: str, name: str) -> str:
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors: list[str], name: str) -> str:
    pending = {asyncio.create_task(download(mirror, name)) for mirror in mirrors}
    errors: list[BaseException] = []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
        raise NoMirrorError(errors)
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
