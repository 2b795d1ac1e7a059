"""One helper that looks for a running loop before it builds the coroutine."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return self._ask(question)

    async def run_pipeline(self, question: str) -> str:
        return await self._ask("Shorten: " + await self._ask(question))

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": await self._ask(question)}

    def notebook_cell(self, question: str):
        return self._ask(question)  # a plain function may hand the coroutine on: the cell awaits it

    def ask_from_thread(self, question: str) -> str:
        return self._ask(question)

    def _ask(self, question: str):
        """The answer where no loop runs in this thread, a coroutine to be awaited where one does."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.app.ainvoke(question))
        return self.app.ainvoke(question)
