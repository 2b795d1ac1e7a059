"""The assistant on the command line, from the folder of this exercise:

    python -m prod_assistant.workflow.agentic_workflow "Why do tides rise twice a day?"
    python -m prod_assistant.workflow.agentic_workflow --stream "Why do tides rise twice a day?"

Today it prints an object instead of an answer, and --stream stays silent until the end. Look for TODO.
"""

from __future__ import annotations

import asyncio
import sys

from services import Agent, ModelOverloaded


def answer(question: str) -> None:
    """Print the answer, when it is complete."""
    agent = Agent()
    final = agent.ainvoke({"question": question})
    print(final)  # TODO WAIT for the final state, print its "answer", and CLOSE the agent's session


def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    words = list(Agent().stream({"question": question}))
    print("".join(words))  # TODO REPORT each word when it comes, and CLOSE the session, also on Ctrl-C


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    (stream if streaming else answer)(question)
    return 0  # TODO REPORT the other endings: one line on sys.stderr and their exit code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
