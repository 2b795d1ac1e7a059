import asyncio

from services import PictureError, StorageError, load_picture, shrink


class Pool:
    def __init__(self, workers, waiting):
        self.pile = []
        self.waiting = waiting
        self.workers = workers
        self.over = False
        self.changed = asyncio.Condition()
        self.small = {}

    async def load(self, names):
        try:
            for name in names:
                picture = await load_picture(name)
                async with self.changed:
                    await self.changed.wait_for(lambda: len(self.pile) < self.waiting)
                    self.pile.append((name, picture))
                    self.changed.notify_all()
        finally:
            self.over = True
            async with self.changed:
                self.changed.notify_all()

    async def work(self):
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: self.pile or self.over)
                if not self.pile:
                    return
                name, picture = self.pile.pop(0)
                self.changed.notify_all()
            try:
                self.small[name] = await shrink(picture)
            except PictureError as error:
                self.small[name] = f"failed: {error}"


async def shrink_all(names, workers, waiting):
    pool = Pool(workers, waiting)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(pool.work())
            await pool.load(names)
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
    return pool.small
