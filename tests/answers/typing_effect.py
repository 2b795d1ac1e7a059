"""Right and wrong answers to typing_effect. docs/for-authors.md says how to read a cell."""

# %% right framed_by_hand
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


def event(data: object, name: str = "message") -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    async def frames() -> AsyncIterator[str]:
        try:
            async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
                yield event(token)
            yield event(None, "done")
        except ModelOverloaded as error:
            yield event(f"{error}", "error")

    return StreamingResponse(frames(), media_type="text/event-stream")


# %% right one_generator_around_another
from contextlib import aclosing
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


async def named(tokens: AsyncIterator[str]) -> AsyncIterator[tuple[str, object]]:
    """Tell how a stream of tokens goes and how it ends."""
    try:
        async with aclosing(tokens):
            async for token in tokens:
                yield "message", token
    except Exception as error:
        yield "error", f"{type(error).__name__}: {error}"
        return
    yield "done", True


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question):
    async with aclosing(named(agent.astream({"messages": [HumanMessage(body.question)]}))) as events:
        async for name, data in events:
            yield ServerSentEvent(event=name, data=data)


# %% right queue_of_four
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


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


# %% wrong await_astream: part 1, wrong-protocol
# What starts with an a is awaited.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        for token in await agent.astream({"messages": [HumanMessage(body.question)]}):  # <- the fault
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong bare_tokens: part 1, wrong-frames
# The content type makes it an event stream.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    tokens = agent.astream({"messages": [HumanMessage(body.question)]})
    return StreamingResponse(tokens, media_type="text/event-stream")  # <- the fault


# %% wrong cancellation_swallowed: part 3, not-cancelled-on-disconnect
# A token that is being written should not be lost, so it is shielded.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    tokens = agent.astream({"messages": [HumanMessage(body.question)]})
    while True:
        step = asyncio.ensure_future(anext(tokens, None))
        try:
            token = await asyncio.shield(step)  # <- the fault
        except ModelOverloaded as error:
            yield ServerSentEvent(event="error", data=str(error))
            return
        if token is None:
            break
        yield ServerSentEvent(data=token)
    yield ServerSentEvent(event="done", data="")


# %% wrong def_and_stream: part 3, not-cancelled-on-disconnect
# FastAPI runs a plain generator in a thread, and that streams as well.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
def chat(body: Question):  # <- the fault
    count = 0
    try:
        for token in agent.stream({"messages": [HumanMessage(body.question)]}):  # <- the fault
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong dicts_returned: part 1, response-returned
# sse-starlette takes dicts, and this class has the same name.
import uvicorn


@app.post("/chat")
async def chat(body: Question) -> EventSourceResponse:
    async def events() -> AsyncIterator[dict[str, str]]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield {"data": token}
        yield {"event": "done", "data": ""}

    return EventSourceResponse(events())  # <- the fault


# %% wrong done_in_finally: part 2, error-as-success
# The end is announced whatever happens.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    finally:
        yield ServerSentEvent(event="done", data=count)  # <- the fault


# %% wrong error_as_text: part 2, error-as-success
# The reader sees it in the answer.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(data=f"Sorry: {error}")
        yield ServerSentEvent(event="done", data=count)  # <- the fault
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong error_not_caught: part 2, unhandled-error
# The server makes a response of every exception.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    async for token in agent.astream({"messages": [HumanMessage(body.question)]}):  # <- the fault
        yield ServerSentEvent(data=token)
        count += 1
    yield ServerSentEvent(event="done", data=count)


# %% wrong error_without_words: part 2, wrong-answer
# The name of the event says it all.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data="error")  # <- the fault
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong events_returned: part 1, response-returned
# It is called EventSourceResponse, so it takes events.
import uvicorn


@app.post("/chat")
async def chat(body: Question) -> EventSourceResponse:
    async def events() -> AsyncIterator[ServerSentEvent]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
        yield ServerSentEvent(event="done", data="")

    return EventSourceResponse(events())  # <- the fault


# %% wrong for_in_async_def: part 1, blocking-call
# A for loop that yields streams, also in async def.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        for token in agent.stream({"messages": [HumanMessage(body.question)]}):  # <- the fault
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong for_over_astream: part 1, wrong-protocol
# A stream is gone through with for.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        for token in agent.astream({"messages": [HumanMessage(body.question)]}):  # <- the fault
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong in_one_string: part 1, buffered-stream
# A StreamingResponse streams whatever it is given.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:  # <- the fault
    text = "".join([token async for token in agent.astream({"messages": [HumanMessage(body.question)]})])
    frames = [f"data: {json.dumps(text)}\n\n", 'event: done\ndata: ""\n\n']
    return StreamingResponse(iter(frames), media_type="text/event-stream")


# %% wrong json_lines: part 1, wrong-frames
# A route that yields sends events.
import uvicorn


@app.post("/chat")  # <- the fault
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


# %% wrong list_first: part 1, buffered-stream
# What is yielded one by one is streamed one by one.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    tokens = []
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            tokens.append(token)  # <- the fault
    except ModelOverloaded as error:
        for token in tokens:
            yield ServerSentEvent(data=token)
        yield ServerSentEvent(event="error", data=str(error))
    else:
        for token in tokens:
            yield ServerSentEvent(data=token)
        yield ServerSentEvent(event="done", data=len(tokens))


# %% wrong made_up: part 1, answer-not-asked
# The page only needs something to type.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        for token in ["The ", "moon ", "pulls."]:  # <- the fault
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong no_done: part 1, wrong-answer
# The end of the response is the end of the answer.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        yield ServerSentEvent(event="error", data=str(error))


# %% wrong no_limit: part 4, no-backpressure
# A queue between the model and the reader decouples them.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    queue: asyncio.Queue = asyncio.Queue()  # <- the fault

    async def fill() -> None:
        try:
            async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
                queue.put_nowait(ServerSentEvent(data=token))
            queue.put_nowait(ServerSentEvent(event="done", data=""))
        except ModelOverloaded as error:
            queue.put_nowait(ServerSentEvent(event="error", data=str(error)))

    task = asyncio.create_task(fill())
    try:
        while True:
            event = await queue.get()
            yield event
            if event.event:
                return
    finally:
        task.cancel()


# %% wrong one_behind: part 1, buffered-stream
# One has to know whether a token is the last one before it is sent.
import uvicorn


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    last = None
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            if last is not None:  # <- the fault
                yield ServerSentEvent(data=last)
            last = token
        yield ServerSentEvent(data=last)
    except ModelOverloaded as error:
        yield ServerSentEvent(data=last)
        yield ServerSentEvent(event="error", data=str(error))
    else:
        yield ServerSentEvent(event="done", data="")


# %% wrong one_line_end: part 1, wrong-frames
# A line end ends an event.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    async def frames() -> AsyncIterator[str]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield f"data: {json.dumps(token)}\n"  # <- the fault
        yield 'event: done\ndata: ""\n\n'

    return StreamingResponse(frames(), media_type="text/event-stream")


# %% wrong plain_text: part 1, wrong-frames
# The browser sees from the text what it is.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    async def frames() -> AsyncIterator[str]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield f"data: {json.dumps(token)}\n\n"
        yield 'event: done\ndata: ""\n\n'

    return StreamingResponse(frames())  # <- the fault


# %% wrong response_returned: part 1, response-returned
# A response class is called, and what comes out is returned.
import uvicorn


@app.post("/chat")
async def chat(body: Question) -> EventSourceResponse:
    return EventSourceResponse(agent.astream({"messages": [HumanMessage(body.question)]}))  # <- the fault


# %% wrong status_after_the_first_token: part 2, status-too-late
# HTTPException is how a route reports an error.
import uvicorn
from fastapi import HTTPException


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    count = 0
    try:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield ServerSentEvent(data=token)
            count += 1
    except ModelOverloaded as error:  # the status has left with the first token: an event is all that can be sent
        raise HTTPException(503, str(error)) from error  # <- the fault
    else:
        yield ServerSentEvent(event="done", data=count)


# %% wrong task_goes_on: part 3, not-cancelled-on-disconnect
# A task ends with the function that started it.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat", response_class=EventSourceResponse)
async def chat(body: Question) -> AsyncIterator[ServerSentEvent]:
    queue: asyncio.Queue = asyncio.Queue(maxsize=1)

    async def fill() -> None:
        try:
            async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
                await queue.put(ServerSentEvent(data=token))
            await queue.put(ServerSentEvent(event="done", data=""))
        except ModelOverloaded as error:
            await queue.put(ServerSentEvent(event="error", data=str(error)))

    task = asyncio.create_task(fill())  # <- the fault
    while True:
        event = await queue.get()
        yield event
        if event.event:
            await task
            break


# %% wrong token_as_it_is: part 1, wrong-frames
# A token is a word, and a word needs no quotes.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question) -> StreamingResponse:
    async def frames() -> AsyncIterator[str]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield f"data: {token}\n\n"  # <- the fault
        yield "event: done\ndata: 1\n\n"

    return StreamingResponse(frames(), media_type="text/event-stream")


# %% wrong try_around_the_response: part 2, unhandled-error
# The generator runs when the response is made.
import uvicorn
import asyncio
import json
from fastapi.responses import StreamingResponse


@app.post("/chat")
async def chat(body: Question):
    async def frames() -> AsyncIterator[str]:
        async for token in agent.astream({"messages": [HumanMessage(body.question)]}):
            yield f"data: {json.dumps(token)}\n\n"
        yield 'event: done\ndata: ""\n\n'

    try:
        return StreamingResponse(frames(), media_type="text/event-stream")  # <- the fault
    except ModelOverloaded as error:
        return StreamingResponse(iter([f"event: error\ndata: {json.dumps(str(error))}\n\n"]))
