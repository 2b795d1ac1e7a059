"""Answers to worker_pool that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong wait_for_end_by_sleep: part 1, guessed-wait
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=waiting)
    small: dict[str, str] = {}

    async def work() -> None:
        while True:
            name, picture = await queue.get()
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"

    crew = [asyncio.create_task(work()) for _ in range(workers)]  # <- the fault
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await asyncio.sleep(5)  # <- the fault
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return {name: small[name] for name in names}


# %% wrong worker_naps: part 1, too-slow
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=waiting)
    small: dict[str, str] = {}

    async def work() -> None:
        while True:
            name, picture = await queue.get()
            await asyncio.sleep(0.3)  # <- the fault
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
    return {name: small[name] for name in names}


# %% wrong sleeps_for_rest: part 1, guessed-wait
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    queue = asyncio.Queue(waiting)
    small = {}
    crew = [asyncio.create_task(_work(queue, small)) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await asyncio.sleep(2)  # <- the fault
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return {name: small[name] for name in names}


async def _work(queue, small):
    while True:
        name, picture = await queue.get()
        try:
            small[name] = await shrink(picture)
        except PictureError as error:
            small[name] = f"failed: {error}"


# %% wrong waits_while_queue: part 1, polling
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    queue = asyncio.Queue(waiting)
    small = {}
    crew = [asyncio.create_task(_work(queue, small)) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await _until(small, len(names))
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return {name: small[name] for name in names}


async def _until(small, count):
    while len(small) < count:
        await asyncio.sleep(0.1)  # <- the fault


async def _work(queue, small):
    while True:
        name, picture = await queue.get()
        try:
            small[name] = await shrink(picture)
        except PictureError as error:
            small[name] = f"failed: {error}"


# %% wrong paced: part 1, too-slow
async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
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
            await asyncio.sleep(0.011)  # <- the fault

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return {name: small[name] for name in names}
