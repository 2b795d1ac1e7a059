"""The loop is kept in the object and closed after the first question."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()
        self.loop = asyncio.new_event_loop()

    def ask_from_script(self, question: str) -> str:
        try:
            return self.loop.run_until_complete(self.app.ainvoke(question))
        finally:
            self.loop.close()

    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
