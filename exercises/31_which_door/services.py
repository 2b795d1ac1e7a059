"""The graph of this story. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time


def call_model(question: str) -> str:
    """Ask the model and block this thread until the answer is here."""
    time.sleep(0.5)
    return f"the answer to '{question}'"


async def acall_model(question: str) -> str:
    """Ask the model; the loop is free while the answer is on its way."""
    await asyncio.sleep(0.5)
    return f"the answer to '{question}'"


class Graph:
    """A graph with two doors. Both give the same kind of answer; they differ in who waits."""

    def invoke(self, question: str) -> str:
        return call_model(question)

    async def ainvoke(self, question: str) -> str:
        return await acall_model(question)
