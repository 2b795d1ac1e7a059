import asyncio
from services import Graph


class Assistant:
    def __init__(self):
        self.app = Graph()

    def ask_from_script(self, question):
        return asyncio.run(self.app.ainvoke(question))

    async def run_pipeline(self, question):
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question):
        answer = await asyncio.to_thread(self.app.invoke, question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question):
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question):
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(self.app.ainvoke(question))
