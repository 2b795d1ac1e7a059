"""A library with two doors: `fetch` for plain programs, `afetch` for callers inside a running loop.

Run this file first: in a loop `fetch` says nothing useful and leaves a coroutine behind, and it takes every
RuntimeError for a running loop. Then mend `fetch` (parts 1 and 2), `afetch_all` and `fetch_all` (part 3).
"""

import asyncio
import time

from services import query_rate


async def afetch(currency: str) -> str:
    """Given: one rate, for callers inside a running loop."""
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    """One rate, for callers without a loop. Inside a running loop: a RuntimeError that names the other door."""
    coroutine = afetch(currency)
    try:
        return asyncio.run(coroutine)
    except RuntimeError:
        # TODO REPORT: which door is the right one? And is it always a loop that runs, when we come here?
        raise RuntimeError("does not work here") from None


async def afetch_all(currencies: list[str]) -> list[str]:
    """Several rates in the order of `currencies`, for callers inside a running loop."""
    # TODO START: all of them. TODO WAIT: for all of them.
    return [await afetch(currency) for currency in currencies]


def fetch_all(currencies: list[str]) -> list[str]:
    """Several rates, for callers without a loop. Inside a running loop it names `afetch_all`."""
    # TODO START: one loop for all of them.
    return [fetch(currency) for currency in currencies]


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
