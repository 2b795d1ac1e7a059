import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror, name):
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors, name):
    pending = {asyncio.create_task(download(mirror, name)) for mirror in mirrors}
    errors = []
    try:
        while True:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
            if not pending:
                raise NoMirrorError(errors)
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
