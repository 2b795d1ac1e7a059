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
