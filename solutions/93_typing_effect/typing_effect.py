"""An answer that types itself. `nox -s run -- typing_effect` serves the page and prints its address.

POST /chat answers with server-sent events: one for each token, then one named "done".
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
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
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


if __name__ == "__main__":
    serve(app)
