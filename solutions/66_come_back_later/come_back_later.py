"""An insurance office has its claims read by a language model: each clerk comes back later, and at another moment."""

import asyncio
import random

from services import BadQuestion, TryLater, ask_model

TRIES = 6  # for one question, the first one counted
FIRST = 1.0  # seconds: the first step
MOST = 8.0  # seconds: no step is longer


class Client:
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)  # so many questions at one time

    async def ask(self, question: str, within: float) -> str:
        """Ask the model, again if need be. After `within` seconds in all: TimeoutError."""
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)
                step = min(2 * step, MOST)
            return await self._ask_once(question)

    async def _ask_once(self, question: str) -> str:
        async with self.places:
            return await ask_model(question)


if __name__ == "__main__":

    async def clerk(client: Client, question: str) -> str:
        try:
            return await client.ask(question, within=20)
        except (TryLater, BadQuestion, TimeoutError) as error:
            return f"{question}: {type(error).__name__} {error}"

    async def main() -> None:
        client = Client(places=20)
        claims = ["long claim 1", *(f"claim {number}" for number in range(2, 13))]
        print(*await asyncio.gather(*[clerk(client, claim) for claim in claims]), sep="\n")

    asyncio.run(main())
