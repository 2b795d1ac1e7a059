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
    file = None
    while pending and file is None:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task.exception() is None:
                file = file or task.result()
            else:
                errors.append(task.exception())
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if file is None:
        raise NoMirrorError(errors)
    return file
