import asyncio
import gc
import logging
import warnings

from services import place


def audit(main, limit):
    found = []

    async def beat():
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            await asyncio.sleep(limit / 4)
            if loop.time() - begun > limit:
                found.append(f"The loop was held, it took {loop.time() - begun:.3f} seconds")

    async def watched():
        beats = asyncio.create_task(beat())
        await main()
        beats.cancel()
        await asyncio.wait([beats])

    asyncio.run(watched())
    return found


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report
