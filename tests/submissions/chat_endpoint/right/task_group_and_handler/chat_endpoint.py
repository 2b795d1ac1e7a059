"""Errors in one place: an exception handler of the app. A TaskGroup owns the work and whoever watches it."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field
from services import Agent, ModelOverloaded, asummarize

assistant = Agent()
app = FastAPI()


class Question(BaseModel):
    question: str = Field(..., min_length=1)


class HungUp(Exception):
    pass


@app.exception_handler(ModelOverloaded)
async def overloaded(request: Request, error: ModelOverloaded) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=503)


@app.get("/ping")
async def ping():
    return {"ping": "pong"}


async def watch(request: Request):
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise HungUp


@app.post("/chat")
async def chat(body: Question, request: Request):
    try:
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(watch(request))
            final = await assistant.ainvoke({"messages": [HumanMessage(content=body.question)]})
            watcher.cancel()
    except ExceptionGroup as several:
        if several.subgroup(HungUp):
            return Response(status_code=499)
        raise several.exceptions[0] from None
    return {"answer": final["messages"][-1].content}


@app.post("/summary")
async def summary(body: Question):
    return {"summary": await asummarize(body.question)}
