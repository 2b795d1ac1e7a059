"""Every route is a promise not to block, and each call that blocks is sent away where it stands."""

import asyncio

from services import App, ask_model, load_invoice, load_price

app = App()


def file_name(number: int) -> str:
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
async def invoice(number: int) -> dict[str, str]:
    total = await asyncio.get_running_loop().run_in_executor(None, load_invoice, number)
    return {"file": file_name(number), "sum": total}


@app.get("/ask")
async def ask(question: str) -> dict[str, str]:
    return {"answer": await ask_model(question)}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    price = await asyncio.get_running_loop().run_in_executor(None, load_price, item)
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


@app.get("/ping")
async def ping() -> str:
    return "pong"
