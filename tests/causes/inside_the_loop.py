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


# %% wrong facts_of_the_class: part 3, shared-state
async def handle_room(db: Database, number: int) -> dict:
    """The server awaits this for each guest, in its loop."""
    page = RoomPage(db, number)
    await page.load()
    return {"status": 200, "body": page.text()}


class RoomPage:
    """The page of one room: load it, then ask for its text."""

    facts: dict = {}  # <- the fault

    def __init__(self, db: Database, number: int) -> None:
        self.db = db
        self.number = number

    async def load(self) -> None:
        await asyncio.gather(self.load_name(), self.load_price())

    async def load_name(self) -> None:
        self.facts["name"] = await self.db.name(self.number)

    async def load_price(self) -> None:
        self.facts["price"] = await self.db.price(self.number)

    def text(self) -> str:
        return "{name}, {price} euros".format(**self.facts)
