"""Answers to inside_the_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_for_price: part 1, guessed-wait
async def room_page(db: Database, number: int) -> str:
    name = asyncio.create_task(db.name(number))  # <- the fault
    price = asyncio.create_task(db.price(number))
    await asyncio.sleep(0.6)
    return f"{name.result()}, {price.result()} euros"


# %% wrong price_later: part 3, too-slow
async def room_page(db: Database, number: int) -> str:
    name = asyncio.create_task(db.name(number))
    await asyncio.sleep(0.1)  # <- the fault
    price = asyncio.create_task(db.price(number))
    return f"{await name}, {await price} euros"


# %% wrong arrived: part 1, wrong-order
async def _arrived(coroutines):
    results = []

    async def one(coroutine):
        results.append(await coroutine)  # <- the fault

    await asyncio.gather(*map(one, coroutines))
    return results


async def room_page(db: Database, number: int) -> str:
    name, price = await _arrived([db.name(number), db.price(number)])
    return f"{name}, {price} euros"
