"""An answer that types itself. `python typing_effect.py` serves the page: open http://127.0.0.1:8000 and ask.

POST /chat answers with server-sent events: one for each token, then one named "done".
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
import asyncio
import json

from fastapi.responses import FileResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from services import Agent, ModelOverloaded

app = FastAPI()
agent = Agent()


class Question(BaseModel):
    """The JSON body: {"question": "…"}."""

    question: str = Field(min_length=1)


@app.get("/")
async def page() -> FileResponse:
    return FileResponse(Path(__file__).with_name("page.html"))


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"ping": "pong"}


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    return StreamingResponse(frames(body.question), media_type="text/event-stream")


async def fill(queue: asyncio.Queue, question: str) -> None:
    """Put what the model gives; the queue is short, so a reader that stops stops the model."""
    try:
        async for token in agent.astream({"messages": [HumanMessage(question)]}):
            await queue.put(("message", token))
    except ModelOverloaded as error:
        await queue.put(("error", str(error)))
    else:
        await queue.put(("done", ""))


async def frames(question: str) -> AsyncIterator[bytes]:
    queue: asyncio.Queue = asyncio.Queue(maxsize=4)
    producer = asyncio.create_task(fill(queue, question))
    try:
        name = "message"
        while name == "message":
            name, data = await queue.get()
            yield f"event: {name}\r\ndata: {json.dumps(data, ensure_ascii=False)}\r\n\r\n".encode()
    finally:
        producer.cancel()


if __name__ == "__main__":
    print("Open http://127.0.0.1:8000 and ask. Ctrl-C ends it.", flush=True)
    uvicorn.run(app, port=8000, log_level="warning")
