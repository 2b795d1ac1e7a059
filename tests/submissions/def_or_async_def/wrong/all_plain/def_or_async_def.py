import asyncio

from services import App, ask_model, load_invoice, load_price

app = App()


def file_name(number):
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number):
    return {"file": file_name(number), "sum": load_invoice(number)}


@app.get("/ask")
def ask(question):
    return {"answer": ask_model(question)}


@app.get("/offer")
def offer(item):
    return {"offer": ask_model(f"Offer our {item} for {load_price(item)}.")}


@app.get("/ping")
def ping():
    return "pong"
