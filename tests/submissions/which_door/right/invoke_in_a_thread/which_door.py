"""Only the plain door, and inside a loop it is taken in another thread: the loop stays free."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return self.app.invoke(question)

    async def run_pipeline(self, question: str) -> str:
        draft = await asyncio.to_thread(self.app.invoke, question)
        return await asyncio.to_thread(self.app.invoke, f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(None, self.app.invoke, question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await asyncio.to_thread(self.app.invoke, question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
