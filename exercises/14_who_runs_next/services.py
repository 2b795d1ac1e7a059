"""The order desk of a shop, on five evenings. Leave it as it is: your file predicts what each evening prints."""

import asyncio


async def next_orders(desk: str) -> list[str]:
    """Return the orders that lie on a desk."""
    await asyncio.sleep(0.2)
    return ["tea", "mug", "pot"]


async def mail(order: str) -> None:
    print("write to", order)
    await asyncio.sleep(0)  # a real wait, the shortest there is: it lets the others run
    print("sent to", order)


async def pack(order: str) -> None:
    print("pack", order)  # waits for nothing


async def make_tasks(orders: list[str]) -> None:
    tasks = []
    for order in orders:
        tasks.append(asyncio.create_task(mail(order)))
        print("task for", order)
    print("desk waits")
    for task in tasks:
        await task
    print("desk closes")


async def await_coroutines(orders: list[str]) -> None:
    mailing = asyncio.create_task(mail(orders[0]))
    for order in orders:
        await pack(order)
    print("desk waits")
    await mailing
    print("desk closes")


async def busy_clerks(orders: list[str]) -> None:
    async def clerk(order: str) -> None:
        await mark("open", order)
        await mark("fill", order)
        await mark("seal", order)

    async def mark(step: str, order: str) -> None:
        print(step, order)

    await asyncio.gather(*[clerk(order) for order in orders])


async def polite_clerks(orders: list[str]) -> None:
    async def clerk(order: str) -> None:
        await mark("open", order)
        await mark("fill", order)
        await mark("seal", order)

    async def mark(step: str, order: str) -> None:
        print(step, order)
        await asyncio.sleep(0)

    await asyncio.gather(*[clerk(order) for order in orders])


async def look_it_up(orders: list[str]) -> None:
    async def look_up() -> None:
        print("look it up")
        await ask_the_files()
        print("looked up")

    async def ask_the_files() -> None:
        print("ask the files")
        await asyncio.sleep(0)
        print("the files answer")

    tasks = [asyncio.create_task(mail(order)) for order in orders]
    print("desk opens")
    await look_up()
    print("desk waits")
    await asyncio.gather(*tasks)
    print("desk closes")
