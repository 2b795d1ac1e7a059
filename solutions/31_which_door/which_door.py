"""Which door? One graph, five callers, and for each the door that fits."""

import asyncio

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        """1. A script calls this. It has started no loop."""
        # invoke is right here too, and simpler. asyncio.run pays off when there is something to overlap.
        return asyncio.run(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        """2. A coroutine. The second question is made of the first answer."""
        draft = await self.app.ainvoke(question)
        return await self.app.ainvoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        """3. The web server awaits this, for many visitors at once, in its one loop."""
        answer = await self.app.ainvoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        """4. A notebook runs a cell like the body of an `async def`, in the loop that it keeps running."""
        return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        """5. A worker thread calls this. A loop runs in the main thread, but none in this one."""
        # asyncio.run is right here too: the rule asks about a loop in this thread.
        return self.app.invoke(question)


if __name__ == "__main__":
    assistant = Assistant()
    print("1 script     ", assistant.ask_from_script("fees?"))
    print("2 pipeline   ", asyncio.run(assistant.run_pipeline("fees?")))
    print("3 web handler", asyncio.run(assistant.handle_request("fees?")))
    print("4 notebook   ", asyncio.run(assistant.notebook_cell("fees?")))
    print("5 thread     ", asyncio.run(asyncio.to_thread(assistant.ask_from_thread, "fees?")))
