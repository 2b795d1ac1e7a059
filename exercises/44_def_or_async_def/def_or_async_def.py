"""Four routes of a web server, and for each the question: `def` or `async def`?

Run this file and look how long the visitors wait, the one of /ping above all. Then decide for each
route, and for the helper. `App` in services.py shows what the server does with either kind.
"""

import asyncio
import time

from services import App, ask_model, load_invoice, load_price

app = App()


async def file_name(number: int) -> str:
    """4. Not a route, a helper: the name under which an invoice is saved."""
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
async def invoice(number: int) -> dict[str, str]:
    """1. The accounting package finds the sum."""
    # TODO WAIT: load_invoice blocks. In whose thread does it do that?
    return {"file": await file_name(number), "sum": load_invoice(number)}


@app.get("/ask")
def ask(question: str) -> dict[str, str]:
    """2. The model answers."""
    # TODO WAIT: the server has a loop already, and room for any number of visitors in it.
    return {"answer": asyncio.run(ask_model(question))}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    """3. The accounting package knows the price, and with that the model writes an offer."""
    # TODO WAIT: one of the two blocks.
    price = load_price(item)
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


@app.get("/ping")
def ping() -> str:
    """4. The load balancer asks whether this server is alive, and is impatient."""
    # TODO WAIT: where does this stand in a queue when every thread prints invoices?
    return "pong"


if __name__ == "__main__":
    begun = time.perf_counter()

    async def visit(path: str, **query: object) -> None:
        body = await app.serve(path, **query)
        print(f"{path:<9}after {time.perf_counter() - begun:.1f} s  {body}")

    async def main() -> None:
        # predict: which of these visitors has to wait for another one?
        await asyncio.gather(
            visit("/invoice", number=17),
            visit("/invoice", number=18),
            visit("/offer", item="saddle"),
            visit("/ask", question="Do you mend wheels?"),
            visit("/ping"),
        )

    asyncio.run(main())
