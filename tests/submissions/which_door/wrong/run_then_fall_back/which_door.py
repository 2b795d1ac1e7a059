"""asyncio.run is tried everywhere; where Python refuses, the plain door blocks the loop and a coroutine is lost."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return self._ask(question)

    async def run_pipeline(self, question: str) -> str:
        return self._ask("Shorten: " + self._ask(question))

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": self._ask(question)}

    async def notebook_cell(self, question: str) -> str:
        return self._ask(question)

    def ask_from_thread(self, question: str) -> str:
        return self._ask(question)

    def _ask(self, question: str) -> str:
        try:
            return asyncio.run(self.app.ainvoke(question))
        except RuntimeError:
            return self.app.invoke(question)
