"""The same decisions on methods; what blocks has a pool of its own, so invoices cannot starve offers."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from services import App, ask_model, load_invoice, load_price

app = App()


def file_name(number: int) -> str:
    return f"invoice-{number:05}.pdf"


class Shop:
    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="accounting")

    def invoice(self, number: int) -> dict[str, str]:
        return dict(file=file_name(number), sum=load_invoice(number))

    async def ask(self, question: str) -> dict[str, str]:
        return dict(answer=await ask_model(question))

    async def offer(self, item: str) -> dict[str, str]:
        price = await asyncio.wrap_future(self.pool.submit(load_price, item))
        return dict(offer=await ask_model(f"Offer our {item} for {price}."))

    async def ping(self) -> str:
        return "pong"


shop = Shop()
for route in (shop.invoice, shop.ask, shop.offer, shop.ping):
    app.get(f"/{route.__name__}")(route)
