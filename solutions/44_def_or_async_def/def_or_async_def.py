"""Four routes of a web server, solved."""

import asyncio
import time

from services import App, ask_model, load_invoice, load_price

app = App()


def file_name(number: int) -> str:
    """4. Not a route, a helper: the name under which an invoice is saved."""
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number: int) -> dict[str, str]:
    """1. The accounting package finds the sum."""
    return {"file": file_name(number), "sum": load_invoice(number)}


@app.get("/ask")
async def ask(question: str) -> dict[str, str]:
    """2. The model answers."""
    return {"answer": await ask_model(question)}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    """3. The accounting package knows the price, and with that the model writes an offer."""
    price = await asyncio.to_thread(load_price, item)
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


@app.get("/ping")
async def ping() -> str:
    """4. The load balancer asks whether this server is alive, and is impatient."""
    # async, though nothing is awaited: a def would have to wait for a free thread.
    return "pong"


if __name__ == "__main__":
    begun = time.perf_counter()

    async def visit(path: str, **query: object) -> None:
        body = await app.serve(path, **query)
        print(f"{path:<9}after {time.perf_counter() - begun:.1f} s  {body}")

    async def main() -> None:
        await asyncio.gather(
            visit("/invoice", number=17),
            visit("/invoice", number=18),
            visit("/offer", item="saddle"),
            visit("/ask", question="Do you mend wheels?"),
            visit("/ping"),
        )

    asyncio.run(main())
