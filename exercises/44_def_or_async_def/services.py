"""A small web server and two clients; they really wait, and in a check the judge answers. Leave it as it is."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections.abc import Callable
from typing import Any


def load_invoice(number: int) -> str:
    """Ask the accounting package for an invoice. It blocks."""
    time.sleep(0.7)
    return f"{number * 3} euros"


def load_price(item: str) -> str:
    """Ask the accounting package for a price. It blocks."""
    time.sleep(0.4)
    return f"{len(item) * 5} euros"


async def ask_model(question: str) -> str:
    """Ask the model. This client is async."""
    await asyncio.sleep(0.5)
    return f"my answer to: {question}"


class App:
    """A web framework in a nutshell. It treats its routes as FastAPI does: look at `serve`."""

    def __init__(self) -> None:
        self.routes: dict[str, Callable[..., Any]] = {}

    def get(self, path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Put the function below this line at a path."""

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            self.routes[path] = handler
            return handler

        return register

    async def serve(self, path: str, **query: Any) -> Any:
        """Answer one visitor. The server has one loop, and awaits this for every visitor."""
        handler = self.routes[path]
        if inspect.iscoroutinefunction(handler):
            body = await handler(**query)  # in the loop, beside all other visitors
        else:
            body = await asyncio.to_thread(handler, **query)  # in a thread of the pool
        json.dumps(body)  # what a route returns must be plain data; else this raises
        return body
