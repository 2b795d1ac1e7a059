"""The winner raises, which is how a TaskGroup is told to cancel and await everybody else."""

import asyncio

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror: str, name: str) -> str:
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


class Won(Exception):
    """Not an error: the way out of the group."""


async def fastest(mirrors: list[str], name: str) -> str:
    files: list[str] = []
    errors: list[Exception] = []

    async def compete(mirror: str) -> None:
        try:
            files.append(await download(mirror, name))
        except MirrorError as error:
            errors.append(error)
        else:
            raise Won

    try:
        async with asyncio.TaskGroup() as group:
            for mirror in mirrors:
                group.create_task(compete(mirror))
    except* Won:
        pass
    if not files:
        raise NoMirrorError(errors)
    return files[0]
