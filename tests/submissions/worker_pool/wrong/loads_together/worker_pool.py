import asyncio

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(maxsize=waiting)
    small = {}

    async def work():
        while True:
            name, picture = await queue.get()
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"
            finally:
                queue.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:

        async def load(name):
            await queue.put((name, await load_picture(name)))

        await asyncio.gather(*map(load, names))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small
