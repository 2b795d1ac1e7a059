"""The carrier of this story. By itself it really waits; in a check the judge answers instead. Leave it as it is."""

import asyncio

_asked: dict[str, int] = {}


async def ask_carrier(parcel: str) -> str:
    """Return what the carrier knows about a parcel. The last word begins with "delivered"."""
    await asyncio.sleep(0.05)
    _asked[parcel] = _asked.get(parcel, 0) + 1
    return f"delivered: {parcel}" if _asked[parcel] > 2 else f"on its way: {parcel}"
