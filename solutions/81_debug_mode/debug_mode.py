"""Two tools that ask Python what it knows."""

import asyncio
import gc
import logging
import warnings
from collections.abc import Callable, Coroutine

from services import BoxOffice, a_quiet_evening, an_evening, place


class Listener(logging.Handler):
    """Keeps the text of whatever is said."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.found = found

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


def audit(main: Callable[[], Coroutine[object, object, object]], limit: float) -> list[str]:
    """Run `main()` to its end, in one loop, and return what Python had to say about it, a text for each finding.

    1. A step that held the loop for `limit` seconds or longer. 2. What was never awaited, and errors never read.
    """

    async def watched() -> None:
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found: list[str] = []
    listener = Listener(found)
    logger = logging.getLogger("asyncio")
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()  # the last word on a task, or a coroutine, is spoken when it is collected
    finally:
        logger.removeHandler(listener)
    return found + [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]


def where_they_wait() -> dict[str, list[str]]:
    """3. For each task of the running loop but the one that asks, by its name: where it stands.

    A `place` for each coroutine, from the task's own to the innermost that it awaits.
    """
    others = asyncio.all_tasks() - {asyncio.current_task()}
    return {task.get_name(): places(task.get_coro()) for task in others}


def places(coroutine: object) -> list[str]:
    found = []
    while (frame := getattr(coroutine, "cr_frame", None)) is not None:
        found.append(place(frame))
        coroutine = coroutine.cr_await
    return found


if __name__ == "__main__":

    async def a_long_night() -> None:
        office = BoxOffice()
        sale = asyncio.create_task(office.sell("Ada"), name="sale to Ada")
        others = [
            asyncio.create_task(office.sell("Ben"), name="sale to Ben"),
            asyncio.create_task(office.answer_the_phone(), name="phone"),
            asyncio.create_task(office.count_the_money(sale), name="manager"),
        ]
        await asyncio.sleep(0.5)
        for name, places in where_they_wait().items() or [("it is not known who waits for what", [])]:
            print(name)
            for each in places:
                print("   ", each)
        for task in [sale, *others]:
            task.cancel()

    for evening in (an_evening, a_quiet_evening):
        findings = audit(evening, limit=0.25)
        print(f"{evening.__name__}: {len(findings)} findings")
        for finding in findings:
            print("   ", finding.partition("\n")[0])
    asyncio.run(a_long_night())
