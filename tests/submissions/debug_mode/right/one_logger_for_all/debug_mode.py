import asyncio
import gc
import io
import logging
import warnings
from contextlib import contextmanager

from services import place


@contextmanager
def everything_said():
    """Warnings become records too, and one handler at the root hears them all."""
    found = []
    ear = logging.StreamHandler(io.StringIO())
    ear.addFilter(lambda record: record.levelno >= logging.WARNING and not found.append(record.getMessage()))
    logging.getLogger().addHandler(ear)
    with warnings.catch_warnings():
        warnings.simplefilter("always", RuntimeWarning)
        logging.captureWarnings(True)
        try:
            yield found
        finally:
            gc.collect()
            logging.captureWarnings(False)
            logging.getLogger().removeHandler(ear)


def audit(main, limit):
    with everything_said() as found, asyncio.Runner(debug=True) as runner:
        runner.get_loop().slow_callback_duration = limit
        runner.run(main())
    return found


def where_they_wait():
    def inwards(coroutine):
        if coroutine is None or not hasattr(coroutine, "cr_frame"):
            return []
        return [place(coroutine.cr_frame), *inwards(coroutine.cr_await)]

    me = asyncio.current_task()
    return {task.get_name(): inwards(task.get_coro()) for task in asyncio.all_tasks() if task is not me}
