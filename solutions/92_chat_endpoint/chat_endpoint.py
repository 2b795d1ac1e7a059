"""The agent as a web service. `nox -s run -- chat_endpoint` lets four visitors ask at once, and shows when each
gets an answer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from services import Agent, ModelOverloaded, asummarize

app = FastAPI()  # what uvicorn serves
agent = Agent()  # what answers: two things, two names


class Question(BaseModel):
    """The JSON body of both routes: {"question": "…"}."""

    question: str = Field(min_length=1)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"ping": "pong"}


@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


@app.post("/summary")
async def summary(body: Question) -> dict[str, str]:
    return {"summary": await asummarize(body.question)}


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work; if the visitor hangs up first, cancel it. The server would not: it only reads on."""
    working, watching = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(499, "The visitor has hung up.")  # for the log: the visitor has gone
        return working.result()
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def hung_up(request: Request) -> None:
    """Return when the connection is closed. The body has been read: what comes now is only that message."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def four_visitors() -> None:
    import httpx

    transport = httpx.ASGITransport(app)  # calls the app directly: no port, no second process
    async with httpx.AsyncClient(transport=transport, base_url="http://shop", timeout=30) as client:
        start = time.monotonic()

        async def visit(number: int) -> None:
            reply = await client.post("/chat", json={"question": f"question {number}"})
            print(f"{time.monotonic() - start:4.1f} s  {reply.status_code} {reply.json()}")

        await asyncio.gather(*(visit(number) for number in range(1, 5)))


if __name__ == "__main__":
    asyncio.run(four_visitors())
