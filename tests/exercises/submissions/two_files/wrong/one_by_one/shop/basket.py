"""Awaits one price after the other."""

from shop.prices import price_of


async def total(items: list[str]) -> int:
    return sum([await price_of(item) for item in items])
