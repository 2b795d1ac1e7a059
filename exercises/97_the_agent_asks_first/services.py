"""What a library's ordering agent asks: a model that drafts orders, and a shop that takes them."""

import asyncio
import itertools

_copies = itertools.count(1)


async def draft(wish: str) -> str:
    """The model drafts an order. It costs money, and no two drafts are alike."""
    await asyncio.sleep(0.2)
    return f"{wish}, {next(_copies)} copies"


async def place(order: str) -> str:
    """Buy it. Returns the receipt."""
    await asyncio.sleep(0.3)
    return f"bought: {order}"
