"""An answer that types itself. `nox -s run -- typing_effect` serves the page and prints its address.

POST /chat answers with server-sent events: one for each token, then one named "done". Today the page stalls
and then shows everything at once. Look for TODO; the page itself is right.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent, format_sse_event
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from services import Agent, ModelOverloaded, serve

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


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    answer = agent.astream({"messages": [HumanMessage(body.question)]})
    tokens = [token async for token in answer]  # TODO REPORT each token when it is there
    for token in tokens:
        yield ServerSentEvent(data=token)
    yield ServerSentEvent(event="done", data=len(tokens))
    # TODO REPORT an overloaded model: an event named "error" with its words as data, and no "done"


if __name__ == "__main__":
    serve(app)
