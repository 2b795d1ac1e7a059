import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror, name):
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors, name):
    came = []

    async def note(mirror):
        try:
            came.append(await download(mirror, name))
        except MirrorError as error:
            return error

    errors = await asyncio.gather(*[note(mirror) for mirror in mirrors])
    if not came:
        raise NoMirrorError(errors)
    return came[0]
