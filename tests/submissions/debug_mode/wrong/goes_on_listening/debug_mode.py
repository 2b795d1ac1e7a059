import asyncio
import gc
import logging
import warnings

from services import place


class Listener(logging.Handler):
    def __init__(self, found):
        super().__init__()
        self.found = found

    def emit(self, record):
        self.found.append(record.getMessage())


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        listener.flush()
    return found + [str(warning.message) for warning in caught]


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
