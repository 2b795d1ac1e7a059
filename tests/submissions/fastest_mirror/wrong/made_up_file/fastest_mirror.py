import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror, name):
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors, name):
    if not mirrors:
        raise NoMirrorError([])
    await asyncio.sleep(0.5)
    return f"{name} from {mirrors[0]}"
