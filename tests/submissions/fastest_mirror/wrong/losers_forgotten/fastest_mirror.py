import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror, name):
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors, name):
    errors = []
    for transfer in asyncio.as_completed([download(mirror, name) for mirror in mirrors]):
        try:
            return await transfer
        except MirrorError as error:
            errors.append(error)
    raise NoMirrorError(errors)
