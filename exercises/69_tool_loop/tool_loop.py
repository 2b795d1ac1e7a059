"""An assistant that looks things up: the model asks for tools, and gets what they say (see README.md).

Run this file: three tools take their turns, although none needs another. And one that fails takes the whole answer with it.
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
    """The model's answer, once it asks for no more tools."""
    messages: list[Message] = [{"role": "user", "text": question}]
    while True:  # TODO LIMIT (part 4): at most ROUNDS questions
        reply = await ask_model(messages)
        messages.append(reply)
        if not reply["tool_calls"]:
            return str(reply["text"])
        for call in reply["tool_calls"]:  # TODO START (part 1): none of these needs another
            messages.append({"role": "tool", "id": call["id"], "text": await run(call, tools)})


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    """What a tool says."""
    # TODO REPORT (part 2): what goes wrong with a tool is a text for the model: f"error: {error}".
    # TODO LIMIT (part 3): a tool has TOOL_SECONDS to answer.
    return await tools[call["name"]](**call["arguments"])


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
