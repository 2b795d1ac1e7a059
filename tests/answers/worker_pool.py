"""Right and wrong answers to worker_pool. docs/for-authors.md says how to read a cell."""

# %% right a_last_thing_for_each_worker
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


# %% right room_instead_of_a_queue
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


# %% right workers_who_look_for_the_end
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


# %% wrong a_batch_at_a_time: part 1, limit-too-low
# As many as there are workers are loaded, shrunk and put away, and then the next.
async def shrink_all(names, workers, waiting):
    small = {}
    for start in range(0, len(names), workers):
        batch = names[start : start + workers]
        pictures = [await load_picture(name) for name in batch]
        results = await asyncio.gather(*map(shrink, pictures), return_exceptions=True)  # <- the fault
        for name, result in zip(batch, results):
            small[name] = f"failed: {result}" if isinstance(result, PictureError) else result
    return small


# %% wrong blocking_queue: part 1, deadlock
# The module queue is where queues come from.
import queue as queues


async def shrink_all(names, workers, waiting):
    queue = queues.Queue(maxsize=waiting)
    small = {}

    async def work():
        while True:
            name, picture = queue.get()  # <- the fault
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"
            finally:
                queue.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            queue.put((name, await load_picture(name)))  # <- the fault
        queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong done_without_finally: part 3, task-done-missing
# What has failed is not done, so it is not counted as done.
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
                continue  # <- the fault
            queue.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong group_gets_out: part 4, group-not-caught
# A TaskGroup lets the error of its block through.
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

    async with asyncio.TaskGroup() as group:  # <- the fault
        for _ in range(workers):
            group.create_task(work())
        for name in names:
            await queue.put((name, await load_picture(name)))
        for _ in range(workers):
            await queue.put(None)
    return small


# %% wrong hand_to_hand: part 2, limit-too-low
# One that waits is enough, and saves the most memory.
async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(maxsize=1)  # <- the fault
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
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong leaves_the_queue_early: part 1, wait-skipped
# When the queue is empty, everything is done.
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
        for name in names:
            await queue.put((name, await load_picture(name)))
        while not queue.empty():  # <- the fault
            await asyncio.sleep(0.1)
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong loads_everything_first: part 2, no-backpressure
# The queue holds back what goes into it, and what comes before it does not count.
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
        loaded = [(name, await load_picture(name)) for name in names]  # <- the fault
        for order in loaded:
            await queue.put(order)
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong loads_together: part 1, limit-exceeded
# What can be gathered is gathered; the queue will hold them back.
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

        await asyncio.gather(*map(load, names))  # <- the fault
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong lost_is_failed_too: part 4, error-swallowed
# Whatever goes wrong with a picture goes into the result.
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
        for name in names:
            try:
                await queue.put((name, await load_picture(name)))
            except StorageError as error:
                small[name] = f"failed: {error}"  # <- the fault
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong maxsize_is_the_crew: part 2, no-backpressure
# A queue as long as the crew is the usual rule.
async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(maxsize=workers)  # <- the fault
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
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong names_made_small: part 1, answer-not-asked
# What comes out can be told from the name.
async def shrink_all(names, workers, waiting):
    return {name: f"90 KB of {name}" for name in names}  # <- the fault


# %% wrong never_done: part 1, task-done-missing
# join waits until the queue is empty.
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

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong no_maxsize: part 2, no-backpressure
# A queue between the two is what makes them independent of each other.
async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue()  # <- the fault
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
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong one_worker: part 1, sequential-awaits
# A worker takes one after the other, and the queue does the rest.
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

    crew = [asyncio.create_task(work()) for _ in range(1)]  # <- the fault
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong put_nowait: part 1, unhandled-error
# put_nowait is put without the waiting, which is faster.
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
        for name in names:
            queue.put_nowait((name, await load_picture(name)))  # <- the fault
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong sent_home_at_the_end_only: part 4, task-leaked
# The workers go home when the work is done, so that stands after the work.
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
    if True:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    if True:
        for worker in crew:
            worker.cancel()  # <- the fault
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong worker_dies: part 3, error-unread
# Errors are dealt with where the workers are awaited.
async def shrink_all(names, workers, waiting):
    queue = asyncio.Queue(maxsize=waiting)
    small = {}

    async def work():
        while True:
            name, picture = await queue.get()
            try:
                small[name] = await shrink(picture)
            finally:  # <- the fault
                queue.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return small


# %% wrong workers_left: part 1, task-leaked
# A worker that has nothing to do does no harm.
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

    crew = [asyncio.create_task(work()) for _ in range(workers)]  # <- the fault
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    except StorageError:
        raise
    return small


# %% wrong cancelled_and_not_awaited: part 4, cancel-not-awaited
# A task that was cancelled is gone.
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(waiting)
    results: dict[str, str] = {}

    async def worker() -> None:
        while True:
            name, picture = await queue.get()
            try:
                results[name] = await shrink(picture)
            except PictureError as error:
                results[name] = "failed: " + str(error)
            finally:
                queue.task_done()

    pool = [asyncio.create_task(worker(), name=f"worker {number}") for number in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for task in pool:
            task.cancel()  # <- the fault
    return results
