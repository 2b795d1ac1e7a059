"""Right and wrong answers to chat_endpoint. docs/for-authors.md says how to read a cell."""

# %% right anyio_scope
# The framework's own library for structured concurrency: a cancel scope around the work.
del agent, unless_hung_up, hung_up, four_visitors, __main__


import anyio
from fastapi import APIRouter


router = APIRouter()


GRAPH = Agent()


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


app.include_router(router)


# %% right asks_now_and_then
del hung_up


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work, and look ten times a second whether anybody still wants it."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=0.1)
            if not task.done() and await request.is_disconnected():
                raise HTTPException(499)
        return await task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


# %% right task_group_and_handler
# Errors in one place: an exception handler of the app. A TaskGroup owns the work and whoever watches it.
del agent, unless_hung_up, hung_up, four_visitors, __main__


from fastapi.responses import JSONResponse, Response


assistant = Agent()


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


# %% wrong a_status_says_enough: part 3, unhelpful-error
# 503 is well known, so it needs no words.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503) from error  # <- the fault
    return {"answer": final["messages"][-1].content}


# %% wrong answered_but_not_cancelled: part 4, not-cancelled-on-disconnect
# Leaving the route ends what it has started.
async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work; when the visitor hangs up first, cancel it. Nobody else would: a server only reads on."""
    working, watching = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(499, "The visitor has hung up.")  # nobody reads it; the log does
        return working.result()
    finally:
        watching.cancel()  # <- the fault


# %% wrong any_string_will_do: part 3, wrong-answer
# The model copes with an empty question.
class Question(BaseModel):  # only what differs
    question: str = ""  # <- the fault


# %% wrong caught_too_early: part 3, unhandled-error
# The error is raised where ainvoke is called.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    except ModelOverloaded as error:  # <- the fault
        raise HTTPException(503, str(error)) from error
    final = await unless_hung_up(request, work)
    return {"answer": final["messages"][-1].content}


# %% wrong def_and_run: part 2, extra-loop
# It answers 200, so it works.
@app.post("/summary")
def summary(body: Question) -> dict[str, str]:
    return {"summary": asyncio.run(asummarize(body.question))}  # <- the fault


# %% wrong def_route: part 4, not-cancelled-on-disconnect
# FastAPI runs a def route in a thread, and that is all there is to it.
@app.post("/chat")
def chat(body: Question) -> dict[str, str]:
    try:
        final = agent.invoke({"messages": [HumanMessage(body.question)]})  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong error_as_answer: part 3, error-as-success
# A friendly text is better than an error.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        return {"answer": f"Sorry: {error}"}  # <- the fault
    return {"answer": final["messages"][-1].content}


# %% wrong error_not_caught: part 3, unhandled-error
# FastAPI makes a response of every exception.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    final = await unless_hung_up(request, work)  # <- the fault
    return {"answer": final["messages"][-1].content}


# %% wrong invoke_in_a_thread: part 1, limit-too-low
# A thread is as good as a coroutine.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        final = await asyncio.to_thread(agent.invoke, {"messages": [HumanMessage(body.question)]})  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong invoke_in_async_def: part 1, blocking-call
# The route is async def, so whatever it calls is async.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        final = agent.invoke({"messages": [HumanMessage(body.question)]})  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong last_question_wins: part 1, wrong-answer
# A module variable is the simplest place for a question.
asked = {}


@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    asked["last"] = body.question  # <- the fault
    await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    work = agent.ainvoke({"messages": [HumanMessage(asked["last"])]})  # <- the fault
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong looked_once: part 4, not-cancelled-on-disconnect
# One look at the connection before the work is enough.
del hung_up


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    if await request.is_disconnected():
        raise HTTPException(499)
    return await work  # <- the fault


# %% wrong loop_in_a_thread: part 1, extra-loop
# asyncio.run does not work beside a loop, so it gets a thread.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await asyncio.to_thread(asyncio.run, work)  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong made_up: part 1, answer-not-asked
# The answer always looks the same.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        final = {"messages": [HumanMessage(f"Written from a note on {body.question}.")]}  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong not_awaited: part 1, never-awaited
# ainvoke is invoke for async def.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        final = agent.ainvoke({"messages": [HumanMessage(body.question)]})  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong one_gone_all_gone: part 4, cancelled-too-much
# All the tasks of the route are kept, so all of them can be cancelled.
everybody = set()


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work; when the visitor hangs up first, cancel it. Nobody else would: a server only reads on."""
    working, watching = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    everybody.add(working)
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            for task in everybody:
                task.cancel()  # <- the fault
            raise HTTPException(499, "The visitor has hung up.")
        return working.result()
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


# %% wrong one_name (complete): part 1, one-name-for-two
# The examples of both libraries say app, so app it is.

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, Field

from services import Agent, ModelOverloaded, asummarize

app = Agent()  # LangGraph's examples call the compiled graph app
app = FastAPI()  # and FastAPI's examples the web app  # <- the fault


class Question(BaseModel):
    """The JSON body of both routes: {"question": "…"}."""

    question: str = Field(min_length=1)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"ping": "pong"}


@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = app.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


@app.post("/summary")
async def summary(body: Question) -> dict[str, str]:
    return {"summary": await asummarize(body.question)}


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work; when the visitor hangs up first, cancel it. Nobody else would: a server only reads on."""
    working, watching = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(499, "The visitor has hung up.")  # nobody reads it; the log does
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


# %% wrong one_name_the_other_way (complete): part 1, one-name-for-two
# A name can be used again once its first value has done its work.

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


class Question(BaseModel):
    """The JSON body of both routes: {"question": "…"}."""

    question: str = Field(min_length=1)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"ping": "pong"}


@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = app.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


@app.post("/summary")
async def summary(body: Question) -> dict[str, str]:
    return {"summary": await asummarize(body.question)}


async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """Await the work; when the visitor hangs up first, cancel it. Nobody else would: a server only reads on."""
    working, watching = asyncio.create_task(work), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(499, "The visitor has hung up.")  # nobody reads it; the log does
        return working.result()
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def hung_up(request: Request) -> None:
    """Return when the connection is closed. The body has been read: what comes now is only that message."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


app = Agent()  # <- the fault


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


# %% wrong one_visitor_at_a_time: part 1, sequential-awaits
# There is one agent, so it must be protected from being used twice.
turn = asyncio.Lock()


@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        async with turn:  # one agent, so one visitor  # <- the fault
            final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong own_loop_by_hand: part 2, extra-loop
# In a worker thread there is no loop, so one has to be made.
@app.post("/summary")
def summary(body: Question) -> dict[str, str]:
    loop = asyncio.new_event_loop()
    try:
        return {"summary": loop.run_until_complete(asummarize(body.question))}  # <- the fault
    finally:
        loop.close()


# %% wrong plain_await: part 4, not-cancelled-on-disconnect
# When the visitor goes, the server cancels what the route awaits.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await work  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong question_in_the_address: part 1, wrong-body
# A parameter takes the field of the same name.
@app.post("/chat")
async def chat(question: str, request: Request) -> dict[str, str]:  # <- the fault
    work = agent.ainvoke({"messages": [HumanMessage(question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong request_is_the_body: part 1, wrong-body
# The request holds what was sent, so it has a question.
@app.post("/chat")
async def chat(req: Request) -> dict[str, str]:
    work = agent.ainvoke({"messages": [HumanMessage(req.question)]})  # <- the fault
    try:
        final = await unless_hung_up(req, work)
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong run_in_async_def: part 1, nested-run
# asyncio.run is how an async door is used.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        final = asyncio.run(agent.ainvoke({"messages": [HumanMessage(body.question)]}))  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong run_until_complete: part 1, nested-run
# The loop that is there can be told to run one more thing.
@app.post("/chat")
async def chat(body: Question, request: Request) -> dict[str, str]:
    try:
        work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
        final = asyncio.get_event_loop().run_until_complete(work)  # <- the fault
    except ModelOverloaded as error:
        raise HTTPException(503, str(error)) from error
    return {"answer": final["messages"][-1].content}


# %% wrong shielded: part 4, not-cancelled-on-disconnect
# The answer may be useful later, so it is protected.
async def unless_hung_up(request: Request, work: Coroutine[Any, Any, Any]) -> Any:  # <- the fault
    """Await the work; when the visitor hangs up first, cancel it. Nobody else would: a server only reads on."""
    working, watching = asyncio.ensure_future(asyncio.shield(work)), asyncio.create_task(hung_up(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(499, "The visitor has hung up.")  # nobody reads it; the log does
        return working.result()
    finally:
        watching.cancel()


# %% wrong status_beside_the_answer: part 3, error-as-success
# A route returns the body and the status, as in Flask.
@app.post("/chat")
async def chat(body: Question, request: Request):
    work = agent.ainvoke({"messages": [HumanMessage(body.question)]})
    try:
        final = await unless_hung_up(request, work)
    except ModelOverloaded as error:
        return {"detail": str(error)}, 503  # <- the fault
    return {"answer": final["messages"][-1].content}


# %% wrong summary_handed_back: part 2, never-awaited
# FastAPI awaits what a route returns.
@app.post("/summary")
async def summary(body: Question) -> dict[str, str]:
    return {"summary": asummarize(body.question)}  # <- the fault


# %% wrong summary_nested: part 2, nested-run
# The route became async def; the rest may stay.
@app.post("/summary")
async def summary(body: Question) -> dict[str, str]:
    return {"summary": asyncio.run(asummarize(body.question))}  # <- the fault
