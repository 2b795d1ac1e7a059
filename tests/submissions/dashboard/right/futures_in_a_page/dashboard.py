"""A page is an object with a future for each entry; whoever needs one awaits it, whoever has it sets it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any

from services import (
    count_orders,
    count_visitors,
    find_customer,
    load_rates,
    load_tickets,
    make_offers,
    read_weather,
)


class Page:
    def __init__(self, *names: str) -> None:
        loop = asyncio.get_running_loop()
        self.entries = {name: loop.create_future() for name in names}

    def __getitem__(self, name: str) -> Awaitable[str]:
        return self.entries[name]

    async def _fill(self, name: str, source: Coroutine[Any, Any, str]) -> None:
        self.entries[name].set_result(await source)

    async def fill(self, **sources: Coroutine[Any, Any, str]) -> None:
        async with asyncio.TaskGroup() as group:
            for name, source in sources.items():
                group.create_task(self._fill(name, source))

    def show(self, *names: str) -> dict[str, str]:
        return {name: self.entries[name].result() for name in names}


async def overview(shop: str) -> dict[str, str]:
    page = Page("orders", "visitors", "weather")
    await page.fill(orders=count_orders(shop), visitors=count_visitors(shop), weather=read_weather(shop))
    return page.show("orders", "visitors", "weather")


async def _tickets(page: Page) -> str:
    return await load_tickets(await page["customer"])


async def _offers(page: Page) -> str:
    return await make_offers(await page["customer"], await page["rates"])


async def caller(phone: str) -> dict[str, str]:
    page = Page("customer", "tickets", "rates")
    await page.fill(customer=find_customer(phone), rates=load_rates(), tickets=_tickets(page))
    return page.show("customer", "tickets", "rates")


async def advice(phone: str) -> dict[str, str]:
    page = Page("customer", "tickets", "rates", "offers")
    await page.fill(customer=find_customer(phone), rates=load_rates(), tickets=_tickets(page), offers=_offers(page))
    return page.show("tickets", "offers")
