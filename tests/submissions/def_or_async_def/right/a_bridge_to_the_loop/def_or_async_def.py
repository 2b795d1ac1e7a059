"""The offer as a plain def: its thread blocks for the price, then hands the question to the server's loop."""

import asyncio

from services import App, ask_model, load_invoice, load_price

app = App()
loops: list[asyncio.AbstractEventLoop] = []


def file_name(number: int) -> str:
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number: int) -> dict[str, str]:
    return {"file": file_name(number), "sum": load_invoice(number)}


@app.get("/ask")
async def ask(question: str) -> dict[str, str]:
    return {"answer": await ask_model(question)}


def offer_from_a_thread(item: str, loop: asyncio.AbstractEventLoop) -> dict[str, str]:
    question = ask_model(f"Offer our {item} for {load_price(item)}.")
    return {"offer": asyncio.run_coroutine_threadsafe(question, loop).result()}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    return await asyncio.to_thread(offer_from_a_thread, item, asyncio.get_running_loop())


@app.get("/ping")
async def ping() -> str:
    return "pong"
