import asyncio
import gc
import logging
import warnings

from services import place


def audit(main, limit):
    async def watched():
        begun = asyncio.get_running_loop().time()
        await main()
        return asyncio.get_running_loop().time() - begun

    took = asyncio.run(watched())
    return [f"Somebody held the loop: it took {took:.3f} seconds"] if took > limit else []


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
