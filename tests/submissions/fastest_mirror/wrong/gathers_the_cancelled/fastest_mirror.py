import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror, name):
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    file = None
    for transfer in asyncio.as_completed(tasks):
        try:
            file = await transfer
            break
        except MirrorError as error:
            errors.append(error)
    if file is None:
        raise NoMirrorError(errors)
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending)
    return file
