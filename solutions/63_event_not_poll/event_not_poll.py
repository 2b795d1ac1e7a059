"""A help desk opens while its index is still being loaded: a question that comes early is told, and does not look."""

import asyncio
import time

from services import IndexBroken, load_index, search


class HelpDesk:
    def __init__(self, handbook: str) -> None:
        self._handbook = handbook
        self._known = asyncio.Event()  # that there is an index, or that there will be none
        self._index = ""
        self._error: Exception | None = None

    async def start(self) -> None:
        """Load the index, once. The server awaits this while questions come in already."""
        try:
            self._index = await load_index(self._handbook)
        except IndexBroken as error:
            self._error = error
            raise
        finally:
            self._known.set()

    async def ask(self, question: str) -> str:
        """Answer a question, as soon as there is an index."""
        await self._known.wait()
        if self._error:
            raise self._error
        return await search(self._index, question)


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

    asyncio.run(show("handbook"))
    asyncio.run(show("torn"))
