"""The browser of the price watch. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio

_SECONDS = {"amber": 0.9, "birch": 0.3, "cedar": 0.6, "denim": 1.2}


class ShopDown(Exception):
    """The shop does not answer."""


class NoPrice(Exception):
    """There is a page, and no price on it."""


async def load_price(shop: str) -> str:
    """Load the page of a shop and return the price that stands on it."""
    await asyncio.sleep(_SECONDS.get(shop, 0.5))
    if shop == "birch":
        raise ShopDown("birch does not answer")
    return f"{len(shop)}.95"


class Browser:
    """Given: the browser on the screen of the office. Each shop has a tab, and anyone who passes by can close it."""

    def __init__(self) -> None:
        self._tabs: dict[str, asyncio.Task[str]] = {}

    async def price_at(self, shop: str) -> str:
        """Open a tab and return the price. Once the tab has been closed this raises CancelledError."""
        tab = self._tabs[shop] = asyncio.create_task(load_price(shop))
        return await tab

    def close_tab(self, shop: str) -> None:
        """What a click on the x of the tab does."""
        if shop in self._tabs:
            self._tabs[shop].cancel()
