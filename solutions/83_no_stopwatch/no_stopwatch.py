"""Acceptance tests that decide themselves when a call is answered, and wait for what has to happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from services import NoQuote, Quotes

AIRLINES = ["Condor", "Albatross", "Swift", "Bittern"]
PATIENCE = 30  # seconds, and only a test that is about to fail ever waits for them

T = TypeVar("T")


async def soon(awaitable: Awaitable[T], otherwise: str) -> T:
    """What has to happen, or an AssertionError."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await awaitable
    except TimeoutError:
        raise AssertionError(otherwise) from None


class Airlines:
    """All airlines: they answer when they are told to, and say so when they are cancelled."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.cancelled: asyncio.Queue[str] = asyncio.Queue()
        self.may_leave = asyncio.Event()  # the end of a clean-up is decided here as well
        self.replies: dict[str, asyncio.Future[str]] = {}  # of those who are being asked now, in the order of asking
        self.most = 0

    async def ask(self, name: str) -> str:
        assert name not in self.replies, f"{name} is asked twice."
        reply = self.replies[name] = asyncio.get_running_loop().create_future()
        self.most = max(self.most, len(self.replies))
        self.asked.put_nowait(name)
        try:
            return await reply
        except asyncio.CancelledError:
            self.cancelled.put_nowait(name)
            await self.may_leave.wait()
            raise
        finally:
            del self.replies[name]

    async def more_asked(self, count: int) -> None:
        """Wait until `count` more have been asked, while none answers."""
        for _ in range(count):
            await soon(self.asked.get(), f"No other is asked while these have no answer: {[*self.replies]}.")

    def answer(self, name: str) -> None:
        self.replies[name].set_result(f"quote of {name}")

    @asynccontextmanager
    async def asked_by(self, delivery: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
        """A delivery at work. It is stopped when the test has ended, whatever came of it."""
        task = asyncio.create_task(delivery)
        try:
            yield task
        finally:
            self.may_leave.set()
            task.cancel()
            await asyncio.wait([task])


async def check_together(quotes: Quotes) -> None:
    """1. It asks all of them, once, without waiting for an answer; the quotes are in the order of `names`."""
    airlines = Airlines()
    async with airlines.asked_by(quotes(AIRLINES, airlines.ask)) as delivery:
        await airlines.more_asked(len(AIRLINES))
        for name in reversed(AIRLINES):
            airlines.answer(name)
        answer = await soon(delivery, "All have answered, and it does not end.")
    assert answer == [f"quote of {name}" for name in AIRLINES], f"The quotes are wrong: {answer}."


async def check_three_at_a_time(quotes: Quotes) -> None:
    """2. It never asks more than three at once; when one has answered, or raised NoQuote (None), it asks the next."""
    names = [*AIRLINES, "Heron", "Kite", "Dodo"]
    airlines = Airlines()
    async with airlines.asked_by(quotes(names, airlines.ask)) as delivery:
        await airlines.more_asked(3)
        airlines.replies["Swift"].set_exception(NoQuote("fully booked"))
        for _ in names[3:]:
            await airlines.more_asked(1)  # one is done; the two others are not
            airlines.answer(next(iter(airlines.replies)))
        for name in airlines.replies:
            if not airlines.replies[name].done():
                airlines.answer(name)
        answer = await soon(delivery, "All have answered, and it does not end.")
    assert airlines.most == 3, f"It asked {airlines.most} at once."
    expected = [None if name == "Swift" else f"quote of {name}" for name in names]
    assert answer == expected, f"The quotes are wrong: {answer}."


async def check_stop(quotes: Quotes) -> None:
    """3. When it is cancelled, every call of `ask` is cancelled, and has cleaned up before it ends."""
    airlines = Airlines()
    async with airlines.asked_by(quotes(AIRLINES, airlines.ask)) as delivery:
        await airlines.more_asked(len(AIRLINES))
        delivery.cancel()
        for _ in AIRLINES:
            await soon(airlines.cancelled.get(), f"It was cancelled, and not all of these were: {[*airlines.replies]}.")
        assert not delivery.done(), f"It has ended, and these are cleaning up: {[*airlines.replies]}."
        airlines.may_leave.set()
        await soon(asyncio.wait([delivery]), "It was cancelled, and goes on.")
    assert delivery.cancelled(), "It was cancelled, and does not say so."


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
