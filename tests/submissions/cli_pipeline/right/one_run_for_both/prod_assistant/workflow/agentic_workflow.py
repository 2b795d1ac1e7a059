"""One asyncio.run at the top; everything below it is async."""

from __future__ import annotations

import asyncio
import functools
import sys
from contextlib import aclosing

from services import Agent, ModelOverloaded

say = functools.partial(print, end="", flush=True)


async def work(question: str, streaming: bool) -> None:
    async with Agent() as agent:
        if streaming:
            async with aclosing(agent.astream({"question": question})) as words:
                async for word in words:
                    say(word)
            say("\n")
        else:
            state = await agent.ainvoke({"question": question})
            print(state["answer"])


def main() -> None:
    arguments = sys.argv[1:]
    streaming = "--stream" in arguments
    question = " ".join(word for word in arguments if word != "--stream")
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        sys.exit(2)
    try:
        asyncio.run(work(question, streaming))
    except ModelOverloaded as error:
        sys.exit(f"no answer: {error}")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
