"""What asyncio.run does, written out: make a loop, run, close it whatever happens."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return self._in_a_new_loop(question)

    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self._in_a_new_loop(question)

    def _in_a_new_loop(self, question: str) -> str:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self.app.ainvoke(question))
        finally:
            loop.close()
