"""The price watch looks at several shops. One of them is down, and the whole list is lost.

Run this file: the other shops had answered, or were about to. Change `check_prices` so that each shop ends up
in exactly one of two dicts. services.py stays as it is.
"""

import asyncio

from services import Browser


async def check_prices(browser: Browser, shops: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Look at all shops at the same time. Return the prices by shop, and by shop why there is none.

    If the browser raises an error the reason is its text, and "tab closed" if the tab was closed.
    """
    prices: dict[str, str] = {}
    failed: dict[str, str] = {}
    # TODO WAIT: for all of them, whatever becomes of some.
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops])
    # TODO REPORT: an error, and a tab that was closed, belong in `failed`.
    for shop, price in zip(shops, found, strict=True):
        prices[shop] = price
    return prices, failed


if __name__ == "__main__":

    async def main() -> None:
        browser = Browser()
        asyncio.get_running_loop().call_later(0.5, browser.close_tab, "denim")  # a colleague passes by
        try:
            prices, failed = await check_prices(browser, ["amber", "birch", "cedar", "denim"])
        except Exception as error:
            print("no list today:", repr(error))
        else:
            print("prices:", prices)
            print("failed:", failed)

    asyncio.run(main())
