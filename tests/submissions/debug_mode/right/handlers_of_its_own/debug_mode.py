import asyncio
import gc
import inspect
import logging
import warnings

from services import place


class SlowSteps(logging.Filter):
    def __init__(self):
        super().__init__()
        self.texts = []

    def filter(self, record):
        if record.msg.startswith("Executing"):
            self.texts.append(record.msg % record.args)
        return True


def audit(main, limit):
    slow, unread, lost = SlowSteps(), [], []

    def complain(loop, context):
        unread.append(f"{context['message']}: {context.get('task') or context.get('future')!r}")

    async def evening():
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        loop.slow_callback_duration = limit
        loop.set_exception_handler(complain)
        await main()

    logging.getLogger("asyncio").addFilter(slow)
    shown = warnings.showwarning
    warnings.showwarning = lambda message, *others: lost.append(f"{message}")
    try:
        asyncio.run(evening())
        gc.collect()
    finally:
        warnings.showwarning = shown
        logging.getLogger("asyncio").removeFilter(slow)
    return [*slow.texts, *unread, *lost]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        todo = [task.get_coro()]
        for awaited in todo:
            if inspect.iscoroutine(awaited) and awaited.cr_await is not None:
                todo.append(awaited.cr_await)
        report[task.get_name()] = [place(each.cr_frame) for each in todo if inspect.iscoroutine(each)]
    if asyncio.current_task():
        del report[asyncio.current_task().get_name()]
    return report
