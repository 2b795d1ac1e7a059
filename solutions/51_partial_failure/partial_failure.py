"""One shop is down, and the others have a price."""

import asyncio

from services import Browser


async def check_prices(browser: Browser, shops: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Look at all shops at the same time. Return the prices by shop, and by shop why there is none."""
    prices: dict[str, str] = {}
    failed: dict[str, str] = {}
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops], return_exceptions=True)
    for shop, price in zip(shops, found, strict=True):
        if isinstance(price, asyncio.CancelledError):
            failed[shop] = "tab closed"
        elif isinstance(price, BaseException):  # which is also how a type checker learns that the rest are texts
            failed[shop] = str(price)
        else:
            prices[shop] = price
    return prices, failed


if __name__ == "__main__":

    async def main() -> None:
        browser = Browser()
        asyncio.get_running_loop().call_later(0.5, browser.close_tab, "denim")  # a colleague passes by
        prices, failed = await check_prices(browser, ["amber", "birch", "cedar", "denim"])
        print("prices:", prices)
        print("failed:", failed)

    asyncio.run(main())
