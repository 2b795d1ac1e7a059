import asyncio

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names, workers, waiting):
    """No queue: a task for each picture that is in memory, and only so many of them."""
    room = asyncio.Semaphore(workers + waiting)
    at_work = asyncio.Semaphore(workers)
    small = {}
    tasks = set()

    async def make_small(name, picture):
        try:
            async with at_work:
                small[name] = await shrink(picture)
        except PictureError as error:
            small[name] = f"failed: {error}"
        finally:
            room.release()

    try:
        for name in names:
            await room.acquire()
            task = asyncio.create_task(make_small(name, await load_picture(name)))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
    finally:
        left = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
    return small
