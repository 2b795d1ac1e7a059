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
    try:
        for task in tasks:
            try:
                return await task
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
