"""The services of a shop's assistant: its model, its customer cards, its files. Leave them as they are."""

import asyncio

FILED: dict[str, str] = {}  # what has really been filed: question -> answer


async def ask_model(question: str) -> str:
    """Return the model's answer."""
    await asyncio.sleep(0.8)
    return f"Yes ({question})"


async def file_answer(question: str, answer: str) -> None:
    """Put an answer into the files. It is there when this call has been awaited."""
    await asyncio.sleep(0.3)
    FILED[question] = answer


async def load_card(customer: str) -> str:
    """Return the card that the shop keeps for a customer."""
    await asyncio.sleep(0.9)
    return f"{customer}, a customer since 2019"
