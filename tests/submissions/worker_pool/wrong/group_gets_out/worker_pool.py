import asyncio

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(waiting)
    small = {}

    async def work():
        while (order := await queue.get()) is not None:
            name, picture = order
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
        for name in names:
            await queue.put((name, await load_picture(name)))
        for _ in range(workers):
            await queue.put(None)
    return small
