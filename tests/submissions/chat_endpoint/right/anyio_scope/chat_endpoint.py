"""The framework's own library for structured concurrency: a cancel scope around the work."""

import anyio
from fastapi import APIRouter, FastAPI, HTTPException, Request
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field
from services import Agent, ModelOverloaded, asummarize

router = APIRouter()
GRAPH = Agent()


class Question(BaseModel):
    question: str = Field(min_length=1)


@router.get("/ping")
def ping():
    return {"ping": "pong"}


@router.post("/chat")
async def chat(body: Question, request: Request):
    outcome = {}

    async def work(scope):
        try:
            outcome["final"] = await GRAPH.ainvoke({"messages": [HumanMessage(body.question)]})
        except ModelOverloaded as error:
            outcome["error"] = HTTPException(status_code=503, detail=str(error))
        scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(work, group.cancel_scope)
        while (await request.receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()
    if "error" in outcome:
        raise outcome["error"]
    return {"answer": outcome["final"]["messages"][-1].content} if outcome else {}


@router.post("/summary")
async def summary(body: Question):
    return dict(summary=await asummarize(body.question))


app = FastAPI()
app.include_router(router)
