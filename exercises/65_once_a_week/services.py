"""The model, the users and the old billing of this story. They really wait; in a check the judge answers."""

import asyncio
import random
import time


class ModelError(Exception):
    """The model did not answer this time."""


async def comes(user: str) -> str:
    """Wait until a user comes to the assistant."""
    await asyncio.sleep(random.uniform(0.0, 1.5))
    return user


async def ask_model(prompt: str) -> str:
    """Ask the model. Raises ModelError now and then."""
    await asyncio.sleep(random.uniform(0.2, 0.6))
    if prompt.startswith("broken"):
        raise ModelError("the model is overloaded")
    return f"an answer to {prompt}"


def fetch_usage(team: str) -> list[int]:
    """Ask the old billing what each of a team's nightly jobs has used, in tokens. Blocks its thread."""
    time.sleep(0.2)
    return [1] * 20_000
