"""One function makes the plain door of any async one."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


async def afetch_all(currencies: list[str]) -> list[str]:
    tasks = [asyncio.create_task(afetch(currency)) for currency in currencies]
    return [await task for task in tasks]


def plain(door):
    """The plain door to a coroutine function."""

    def call(*args):
        if a_loop_runs():
            raise RuntimeError(
                f"{door.__name__[1:]} holds the thread of a running loop; await {door.__name__}() instead"
            )
        with asyncio.Runner() as runner:
            return runner.run(door(*args))

    return call


def a_loop_runs() -> bool:
    try:
        return asyncio.get_running_loop() is not None
    except RuntimeError:
        return False


fetch = plain(afetch)
fetch_all = plain(afetch_all)
