"""asyncio.run is hidden in a thread, and join holds up the server's loop."""

import asyncio
import threading

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
        answers = []
        thread = threading.Thread(target=lambda: answers.append(asyncio.run(self.app.ainvoke(question))))
        thread.start()
        thread.join()
        return {"status": 200, "answer": answers[0]}

    async def notebook_cell(self, question: str) -> str:
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
