"""The tools of 3.11: a Runner outside, a TaskGroup and a timeout inside."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        with asyncio.Runner() as runner:
            return runner.run(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        draft = asyncio.create_task(self.app.ainvoke(question), name="draft")
        return await asyncio.create_task(self.app.ainvoke(f"Shorten: {await draft}"), name="shorten")

    async def handle_request(self, question: str) -> dict:
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(self.app.ainvoke(question))
        return {"status": 200, "answer": asking.result()}

    async def notebook_cell(self, question: str) -> str:
        async with asyncio.timeout(60):
            return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        with asyncio.Runner() as runner:
            return runner.run(self.app.ainvoke(question))
