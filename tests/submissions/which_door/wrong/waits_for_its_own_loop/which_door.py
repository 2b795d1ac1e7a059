"""The loop's own thread waits for work that only this loop could do."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        loop = asyncio.get_running_loop()
        future = asyncio.run_coroutine_threadsafe(self.app.ainvoke(question), loop)
        return {"status": 200, "answer": future.result()}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
