"""One private loop for all worker threads: the second thread finds it running."""

import asyncio

from services import Graph

LOOP = asyncio.new_event_loop()


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return LOOP.run_until_complete(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return LOOP.run_until_complete(self.app.ainvoke(question))
