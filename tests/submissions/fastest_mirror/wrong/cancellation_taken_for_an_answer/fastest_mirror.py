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
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    except asyncio.CancelledError:
        return ""
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
