"""A price watcher that fetches pages of shops, and seven ways to fetch several. Leave it as it is: your file
predicts how long each way takes, and what some of them print."""

import asyncio
import time

SECONDS = {"north": 0.2, "south": 0.4, "west": 0.1}  # how long each shop takes


def fetch_page(shop: str) -> str:
    """Return the page of a shop. This one blocks."""
    time.sleep(SECONDS.get(shop, 0.3))
    return f"the page of {shop}"


async def afetch_page(shop: str) -> str:
    """Return the page of a shop. This one can be awaited."""
    await asyncio.sleep(SECONDS.get(shop, 0.3))
    return f"the page of {shop}"


async def visit(shop: str) -> None:
    print("start", shop)
    await afetch_page(shop)
    print("end", shop)


# ---- one page ----


def alone(shop: str) -> None:
    asyncio.run(visit(shop))
    print("done")


# ---- several pages ----


def blocking(shops: list[str]) -> None:
    for shop in shops:
        fetch_page(shop)


async def in_turn(shops: list[str]) -> None:
    for shop in shops:
        await visit(shop)
    print("done")


async def together(shops: list[str]) -> None:
    await asyncio.gather(*[visit(shop) for shop in shops])
    print("done")


async def objects_first(shops: list[str]) -> None:
    visits = [visit(shop) for shop in shops]
    for one in visits:
        await one


async def task_by_task(shops: list[str]) -> None:
    for shop in shops:
        await asyncio.create_task(visit(shop))


async def tasks_first(shops: list[str]) -> None:
    tasks = [asyncio.create_task(visit(shop)) for shop in shops]
    for task in tasks:
        await task


async def one_beside_the_rest(shops: list[str]) -> None:
    first = asyncio.create_task(visit(shops[0]))
    for shop in shops[1:]:
        await visit(shop)
    await first
