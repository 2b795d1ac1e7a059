import asyncio

from services import App, ask_model, load_invoice, load_price

app = App()
turn = asyncio.Lock()


def file_name(number):
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number):
    return {"file": file_name(number), "sum": load_invoice(number)}


@app.get("/ask")
async def ask(question):
    async with turn:
        return {"answer": await ask_model(question)}


@app.get("/offer")
async def offer(item):
    price = await asyncio.to_thread(load_price, item)
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


@app.get("/ping")
async def ping():
    return "pong"
