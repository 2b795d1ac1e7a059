"""Right and wrong answers to def_or_async_def. docs/for-authors.md says how to read a cell."""

# %% right a_bridge_to_the_loop
# The offer as a plain def: its thread blocks for the price, then hands the question to the server's loop.
loops: list[asyncio.AbstractEventLoop] = []


def offer_from_a_thread(item: str, loop: asyncio.AbstractEventLoop) -> dict[str, str]:
    question = ask_model(f"Offer our {item} for {load_price(item)}.")
    return {"offer": asyncio.run_coroutine_threadsafe(question, loop).result()}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    return await asyncio.to_thread(offer_from_a_thread, item, asyncio.get_running_loop())


# %% right methods_of_a_shop (from the stub)
# The same decisions on methods; what blocks has a pool of its own, so invoices cannot starve offers.
del invoice, ask, offer, ping


from concurrent.futures import ThreadPoolExecutor


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


# %% right threads_named_by_hand
# Every route is a promise not to block, and each call that blocks is sent away where it stands.
@app.get("/invoice")
async def invoice(number: int) -> dict[str, str]:
    total = await asyncio.get_running_loop().run_in_executor(None, load_invoice, number)
    return {"file": file_name(number), "sum": total}


@app.get("/offer")
async def offer(item: str) -> dict[str, str]:
    price = await asyncio.get_running_loop().run_in_executor(None, load_price, item)
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


# %% wrong all_plain: part 2, never-awaited
# def is the safe choice for every route.
@app.get("/ask")
def ask(question):
    return {"answer": ask_model(question)}  # <- the fault


@app.get("/offer")
def offer(item):
    return {"offer": ask_model(f"Offer our {item} for {load_price(item)}.")}


@app.get("/ping")
def ping():
    return "pong"


# %% wrong ask_hands_over_a_coroutine: part 2, never-awaited
# The server awaits what an async route returns.
@app.get("/ask")
async def ask(question):
    return {"answer": ask_model(question)}  # <- the fault


# %% wrong both_at_once: part 3, wrong-answer
# Two waits in one route belong into a gather.
@app.get("/offer")
async def offer(item):
    price, text = await asyncio.gather(
        asyncio.to_thread(load_price, item),
        ask_model(f"Write an offer for our {item}."),  # <- the fault
    )
    return {"offer": f"{text} It costs {price}."}


# %% wrong called_too_early: part 1, called-too-early
# to_thread takes the call that is to happen in a thread.
@app.get("/invoice")
async def invoice(number):
    return {"file": file_name(number), "sum": await asyncio.to_thread(load_invoice(number))}  # <- the fault


# %% wrong helper_in_a_loop_of_its_own: part 1, extra-loop
# A def cannot await its async helper, but asyncio.run can.
async def file_name(number):
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number):
    return {"file": asyncio.run(file_name(number)), "sum": load_invoice(number)}  # <- the fault


# %% wrong helper_not_awaited: part 1, never-awaited
# The route became a def, and in a def the helper is simply called.
async def file_name(number):
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
def invoice(number):
    return {"file": file_name(number), "sum": load_invoice(number)}  # <- the fault


# %% wrong helper_stays_async: part 4, needless-async
# In an async program every function is async.
async def file_name(number):  # <- the fault
    return f"invoice-{number:05}.pdf"


@app.get("/invoice")
async def invoice(number):
    return {"file": await file_name(number), "sum": await asyncio.to_thread(load_invoice, number)}


# %% wrong invoice_awaits_the_package: part 1, awaited-plain-value
# await in front of a slow call makes it give way.
@app.get("/invoice")
async def invoice(number):
    return {"file": file_name(number), "sum": await load_invoice(number)}  # <- the fault


# %% wrong made_up_invoice: part 1, answer-not-asked
# The sum is three times the number, so nobody has to ask the package.
@app.get("/invoice")
async def invoice(number):
    await asyncio.sleep(0.7)
    return {"file": file_name(number), "sum": f"{number * 3} euros"}  # <- the fault


# %% wrong model_sent_to_a_thread: part 2, never-awaited
# to_thread makes any call safe for the loop, also an async one.
@app.get("/ask")
async def ask(question):
    return {"answer": await asyncio.to_thread(ask_model, question)}  # <- the fault


# %% wrong offer_in_a_thread_with_a_loop: part 3, extra-loop
# The price blocks, so the route is a def, and the model gets asyncio.run.
@app.get("/offer")
def offer(item):
    return {"offer": asyncio.run(ask_model(f"Offer our {item} for {load_price(item)}."))}  # <- the fault


# %% wrong one_question_at_a_time: part 2, sequential-awaits
# The visitors share one model, so they have to take turns.
turn = asyncio.Lock()


@app.get("/ask")
async def ask(question):
    async with turn:  # <- the fault
        return {"answer": await ask_model(question)}


# %% wrong ping_in_the_pool: part 4, limit-too-low
# A def that takes no time can stay a def.
@app.get("/ping")
def ping():  # <- the fault
    return "pong"


# %% wrong price_blocks: part 3, blocking-call
# One call in this route can be awaited, so the route is async and all is well.
@app.get("/offer")
async def offer(item):
    price = load_price(item)  # <- the fault
    return {"offer": await ask_model(f"Offer our {item} for {price}.")}


# %% wrong run_in_each_thread: part 2, extra-loop
# In a def, asyncio.run is the way to an async client; there is no error, so it is right.
@app.get("/ask")
def ask(question):
    return {"answer": asyncio.run(ask_model(question))}  # <- the fault


# %% wrong run_inside_the_loop: part 2, nested-run
# Only the word in front of the route has to change.
@app.get("/ask")
async def ask(question):
    return {"answer": asyncio.run(ask_model(question))}  # <- the fault


# %% wrong thread_and_join: part 1, blocking-call
# The invoice is made in a thread, and join is how one waits for it.
import threading


@app.get("/invoice")
async def invoice(number):
    body = {"file": file_name(number)}
    work = threading.Thread(target=lambda: body.update(sum=load_invoice(number)))
    work.start()
    work.join()  # <- the fault
    return body
