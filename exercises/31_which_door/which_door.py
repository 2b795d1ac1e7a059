"""Which door? One graph, five callers, and every caller uses the wrong door.

Run this file first: each place shows another symptom. Then give each place one of these three:
    await self.app.ainvoke(question)
    asyncio.run(self.app.ainvoke(question))
    self.app.invoke(question)
The `def` and `async def` lines stay: the callers rely on them.
"""

import asyncio
import time

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        """1. A script calls this. It has started no loop."""
        # TODO WAIT: the script needs the answer itself.
        return self.app.ainvoke(question)

    async def run_pipeline(self, question: str) -> str:
        """2. A coroutine. The second question is made of the first answer."""
        # TODO WAIT: the same door twice, one after the other.
        draft = asyncio.run(self.app.ainvoke(question))
        return asyncio.run(self.app.ainvoke(f"Shorten: {draft}"))

    async def handle_request(self, question: str) -> dict:
        """3. The web server awaits this, for many visitors at once, in its one loop."""
        # TODO WAIT: and let the other visitors be served meanwhile.
        answer = self.app.invoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        """4. A notebook runs a cell like the body of an `async def`, in the loop that it keeps running."""
        # TODO WAIT: an earlier cell shows a progress bar in the same loop. Let it move.
        return asyncio.run(self.app.ainvoke(question))

    def ask_from_thread(self, question: str) -> str:
        """5. A worker thread calls this. A loop runs in the main thread, but none in this one."""
        # TODO WAIT: this recipe is from the time before asyncio.run.
        return asyncio.get_event_loop().run_until_complete(self.app.ainvoke(question))


if __name__ == "__main__":
    assistant = Assistant()

    def show(place, call):
        try:
            print(f"{place:<14}", call())
        except RuntimeError as error:
            print(f"{place:<14} RuntimeError: {error}")

    async def two_visitors():
        start = time.perf_counter()
        await asyncio.gather(assistant.handle_request("fees?"), assistant.handle_request("hours?"))
        return f"two visitors at once took {time.perf_counter() - start:.1f} s; one alone takes 0.5 s"

    async def beside_a_loop():
        return await asyncio.to_thread(assistant.ask_from_thread, "fees?")

    show("1 script", lambda: assistant.ask_from_script("fees?"))
    show("2 pipeline", lambda: asyncio.run(assistant.run_pipeline("fees?")))
    show("3 web handler", lambda: asyncio.run(two_visitors()))
    show("4 notebook", lambda: asyncio.run(assistant.notebook_cell("fees?")))
    show("5 thread", lambda: asyncio.run(beside_a_loop()))
