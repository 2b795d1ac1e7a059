"""The source of the exchange rates. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio


class MarketClosed(RuntimeError):
    """There is no rate now."""


async def query_rate(currency: str) -> int:
    """What one unit of a currency costs, in cents."""
    await asyncio.sleep(0.3)
    if currency == "XAU":
        raise MarketClosed("no rate for XAU before nine o'clock")
    return 90 + len(currency) * 7
