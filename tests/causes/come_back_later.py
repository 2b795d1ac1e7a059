"""Answers to come_back_later that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleep_not_awaited: part 1, never-awaited
class Client:
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)

    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)

    async def _ask_once(self, question: str) -> str:
        async with self.places:
            return await ask_model(question)


# %% wrong drawn_for_each_client: part 2, no-jitter
class Client:
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)  # so many questions at one time
        self.jitter = random.uniform(0.5, 1.0)  # <- the fault

    async def ask(self, question: str, within: float) -> str:
        """Ask the model, again if need be. After `within` seconds in all: TimeoutError."""
        step = FIRST
        async with asyncio.timeout(within):
            for remaining in reversed(range(TRIES)):
                try:
                    async with self.places:
                        return await ask_model(question)
                except TryLater as error:
                    if not remaining:
                        raise
                    least = error.retry_after or 0
                await asyncio.sleep(least + step * self.jitter)
                step = min(2 * step, MOST)
        raise AssertionError("not reached")
