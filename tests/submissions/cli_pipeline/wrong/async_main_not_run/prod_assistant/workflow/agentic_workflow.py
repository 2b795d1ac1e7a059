"""The assistant on the command line, from the folder of this exercise:

    python -m prod_assistant.workflow.agentic_workflow "Why do tides rise twice a day?"
    python -m prod_assistant.workflow.agentic_workflow --stream "Why do tides rise twice a day?"

Whatever ends it, the session is closed, and the exit code says how it went.
"""

from __future__ import annotations

import asyncio
import sys

from services import Agent, ModelOverloaded


async def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        print(agent.invoke({"question": question})["answer"])


async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        async for word in agent.astream({"question": question}):
            print(word, end="", flush=True)  # into a pipe, print keeps some kilobytes unless it is told not to
    print()


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)  # it is async now
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
