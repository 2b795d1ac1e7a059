"""A help desk opens while its index is still being loaded (the lesson is in README.md).

Run this file: each question looks again and again whether the index is there, and comes late all the same. And
where the index is broken, the questions look for ever.
"""

import asyncio
import time

from services import IndexBroken, load_index, search

looked = 0


class HelpDesk:
    def __init__(self, handbook: str) -> None:
        self.handbook = handbook
        self.index: str | None = None

    async def start(self) -> None:
        """Load the index, once. The server awaits this while questions come in already."""
        self.index = await load_index(self.handbook)
        # TODO REPORT: 1. to all who wait, that it is there; 3. or that it will never be.

    async def ask(self, question: str) -> str:
        """Answer a question, as soon as there is an index."""
        # TODO WAIT: until you are told. Looking is not waiting.
        while self.index is None:
            global looked
            looked += 1
            await asyncio.sleep(0.2)
        return await search(self.index, question)


if __name__ == "__main__":

    async def show(handbook: str) -> None:
        desk = HelpDesk(handbook)
        begun = time.perf_counter()

        async def customer(question: str) -> None:
            try:
                async with asyncio.timeout(3):
                    answer = await desk.ask(question)
            except (IndexBroken, TimeoutError) as error:
                answer = f"{type(error).__name__} {error}"
            print(f"{time.perf_counter() - begun:.2f} s  {answer}")

        questions = ["What is the fee?", "Where is the lift?", "When do you open?"]
        await asyncio.gather(desk.start(), *map(customer, questions), return_exceptions=True)
        print(f"the index was there (or known to be broken) after 0.73 s; looked {looked} times\n")

    asyncio.run(show("handbook"))
    asyncio.run(show("torn"))
