"""Acceptance tests for software that others wrote (the lesson is in README.md).

Run this file: the tests below refuse deliveries that are right, and accept some that are wrong. Each test gets a
coroutine function `quotes(names, ask)` and raises AssertionError where it breaks its promise. `ask` is yours.
"""

import asyncio
import time

from services import NoQuote, Quotes

AIRLINES = ["Condor", "Albatross", "Swift", "Bittern"]


async def check_together(quotes: Quotes) -> None:
    """1. It asks all of them, once, without waiting for an answer; the quotes are in the order of `names`."""

    async def ask(name: str) -> str:
        # TODO WAIT: until you want this airline to answer, and not for a time.
        await asyncio.sleep(0.1)
        return f"quote of {name}"

    begun = time.perf_counter()
    answer = await quotes(AIRLINES, ask)
    assert time.perf_counter() - begun < 0.25, "It took too long."
    assert answer == [f"quote of {name}" for name in AIRLINES], "The quotes are wrong."


async def check_three_at_a_time(quotes: Quotes) -> None:
    """2. It never asks more than three at once; when one has answered, or raised NoQuote (None), it asks the next."""

    async def ask(name: str) -> str:
        await asyncio.sleep(0.1)
        return f"quote of {name}"

    begun = time.perf_counter()
    await quotes([*AIRLINES, "Heron"], ask)
    assert 0.15 < time.perf_counter() - begun < 0.35, "It took too long, or not long enough."


async def check_stop(quotes: Quotes) -> None:
    """3. When it is cancelled, every call of `ask` is cancelled, and has cleaned up before it ends."""

    async def ask(name: str) -> str:
        await asyncio.sleep(0.1)
        return f"quote of {name}"

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await asyncio.sleep(0.05)
    task.cancel()
    # TODO REPORT: what has to be true now?


if __name__ == "__main__":
    import services

    async def show(check, quotes: Quotes) -> None:
        try:
            await check(quotes)
            print(f"  accepted  {quotes.__name__}")
        except AssertionError as error:
            print(f"  refused   {quotes.__name__}: {error}")

    async def main() -> None:
        print("together")
        await show(check_together, services.slow_and_right)
        await show(check_together, services.fast_and_wrong)
        print("three at a time")
        await show(check_three_at_a_time, services.slow_and_right_by_three)
        await show(check_three_at_a_time, services.fast_and_wrong_by_three)
        print("when it is stopped")
        await show(check_stop, services.slow_and_right)
        await show(check_stop, services.fast_and_wrong_when_stopped)

    asyncio.run(main())
