"""An insurance office has its claims read by a language model, which says "not now" (the lesson is in README.md).

Run this file: twelve clerks ask, are refused together, and come back together, until all of them give up.
"""

import asyncio

from services import BadQuestion, TryLater, ask_model

TRIES = 6  # for one question, the first one counted
FIRST = 1.0  # seconds: the first step
MOST = 8.0  # seconds: no step is longer


class Client:
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)  # so many questions at one time

    async def ask(self, question: str, within: float) -> str:
        """Ask the model, again if need be. After `within` seconds in all: TimeoutError."""
        # TODO REPORT: 1. what no second try can mend. TODO WAIT: 1. as long as the model says. 2. not all equally long.
        # TODO LIMIT: 3. all tries and pauses together. TODO CLOSE: 4. the place is free during a pause.
        async with self.places:
            for _ in range(TRIES - 1):
                try:
                    return await ask_model(question)
                except Exception:
                    await asyncio.sleep(FIRST)
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
