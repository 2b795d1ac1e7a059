"""The agent as a web service. `nox -s run -- chat_endpoint` lets four visitors ask at once, and shows when each
gets an answer.

POST /chat works for one visitor at a time, POST /summary brings a loop of its own. Look for TODO.
"""

from __future__ import annotations

import asyncio
import time

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
async def chat(body: Question) -> dict[str, str]:
    final = agent.invoke({"messages": [HumanMessage(body.question)]})  # TODO WAIT without holding up the others
    return {"answer": final["messages"][-1].content}
    # TODO REPORT an overloaded model as status 503, with its words as "detail"
    # TODO CLOSE: the visitor has hung up: cancel the agent's work


@app.post("/summary")
def summary(body: Question) -> dict[str, str]:
    return {"summary": asyncio.run(asummarize(body.question))}  # TODO WAIT in the loop that is there


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
