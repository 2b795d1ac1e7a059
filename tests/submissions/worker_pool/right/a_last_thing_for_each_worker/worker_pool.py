import asyncio

from services import PictureError, StorageError, load_picture, shrink


NO_MORE = object()


async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(waiting)
    small = dict.fromkeys(names, "")

    async def work():
        while (order := await queue.get()) is not NO_MORE:
            name, picture = order
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"

    async def load():
        for name in names:
            await queue.put((name, await load_picture(name)))
        for _ in range(workers):
            await queue.put(NO_MORE)

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(load())
            for _ in range(workers):
                group.create_task(work())
    except* StorageError as failed:
        error = failed.exceptions[0]
    else:
        return small
    raise error
