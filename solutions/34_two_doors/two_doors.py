"""A library with two doors: the plain one looks for a running loop before it does anything else."""

import asyncio
import time

from services import query_rate


async def afetch(currency: str) -> str:
    """Given: one rate, for callers inside a running loop."""
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    """One rate, for callers without a loop. Inside a running loop: a RuntimeError that names the other door."""
    _needs_no_loop(fetch, afetch)
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    """Several rates in the order of `currencies`, for callers inside a running loop."""
    return await asyncio.gather(*map(afetch, currencies))


def fetch_all(currencies: list[str]) -> list[str]:
    """Several rates, for callers without a loop. Inside a running loop it names `afetch_all`."""
    _needs_no_loop(fetch_all, afetch_all)
    return asyncio.run(afetch_all(currencies))


def _needs_no_loop(door, other_door) -> None:
    """Raise if a loop is running in this thread, before there is a coroutine that is never awaited."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return  # our own error is raised outside the try: this except would catch it
    name, other = door.__name__, other_door.__name__
    raise RuntimeError(f"{name}() would block the running event loop; inside a coroutine use: await {other}(…)")


if __name__ == "__main__":

    def show(what, call):
        begun = time.perf_counter()
        try:
            answer = call()
        except RuntimeError as error:
            answer = f"{type(error).__name__}: {error}"
        print(f"{what:<28}{time.perf_counter() - begun:.1f} s  {answer}")

    async def handler():
        return fetch("CHF")

    show("a plain program", lambda: fetch("CHF"))
    show("inside a loop", lambda: asyncio.run(handler()))
    show("the market is closed", lambda: fetch("XAU"))
    show("three, it has to take 0.3 s", lambda: fetch_all(["CHF", "SEK", "JPY"]))
