"""An assistant that looks things up: the model asks for tools, and gets what they say (see README.md).

Run this file: three tools answer in the time of one, and the model hears of a tool that fails.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import services
from services import ask_model

Message = dict[str, Any]
Tool = Callable[..., Awaitable[str]]

ROUNDS = 4  # so often the model may be asked for one answer
TOOL_SECONDS = 5.0  # a tool has so long to answer


class TooManyRounds(Exception):
    """The model still asks for tools after ROUNDS questions."""


async def answer(question: str, tools: dict[str, Tool]) -> str:
    """The model's answer, once it asks for no more tools. Raises TooManyRounds."""
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:  # what the tools say now would never be read
            async with (
                asyncio.TaskGroup() as group
            ):  # if the caller gives up, it waits for all of them; gather does not
                tasks = [group.create_task(run(call, tools)) for call in calls]
            messages.append(reply)
            for call, task in zip(calls, tasks, strict=True):
                messages.append({"role": "tool", "id": call["id"], "text": task.result()})
    raise TooManyRounds(question)


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    """What a tool says, or what went wrong with it: that is for the model to read."""
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    try:
        async with asyncio.timeout(TOOL_SECONDS) as deadline:
            return await tools[name](**call["arguments"])
    except Exception as error:  # not CancelledError: if the caller gives up, nothing is left to tell
        late = f"{name} did not answer within {TOOL_SECONDS} s"
        return f"error: {late if deadline.expired() else error}"  # a tool may have a TimeoutError of its own


if __name__ == "__main__":
    TOOLS: dict[str, Tool] = {"weather": services.weather, "trains": services.trains, "hotels": services.hotels}

    async def main() -> None:
        for question in ("A day in Como?", "A day in Atlantis?"):
            begun = time.perf_counter()
            try:
                print(await answer(question, TOOLS))
            except services.ToolDown as error:
                print(f"no answer at all: {error!r}")
            print(f"  after {time.perf_counter() - begun:.1f} s")

    asyncio.run(main())
