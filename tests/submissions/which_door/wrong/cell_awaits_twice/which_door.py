"""The model is asked twice for one answer; both are waited for, and both are paid for."""

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
        answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        await self.app.ainvoke(question)
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
