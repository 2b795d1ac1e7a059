"""await is right, but a lock around it serves the visitors one after the other."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()
        self.lock = asyncio.Lock()

    def ask_from_script(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        async with self.lock:
            answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
