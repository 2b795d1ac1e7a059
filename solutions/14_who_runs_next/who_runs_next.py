"""Who runs next? Solved."""

import asyncio
import contextlib
import io
import itertools

import services


def make_tasks(orders: list[str]) -> list[str]:
    queued = [f"task for {order}" for order in orders]
    return [*queued, "desk waits", *written(orders), *sent(orders), "desk closes"]


def await_coroutines(orders: list[str]) -> list[str]:
    packed = [f"pack {order}" for order in orders]
    return [*packed, "desk waits", *written(orders[:1]), *sent(orders[:1]), "desk closes"]


def busy_clerks(orders: list[str]) -> list[str]:
    return [f"{step} {order}" for order in orders for step in ("open", "fill", "seal")]


def polite_clerks(orders: list[str]) -> list[str]:
    return [f"{step} {order}" for step in ("open", "fill", "seal") for order in orders]


def look_it_up(orders: list[str]) -> list[str]:
    before = ["desk opens", "look it up", "ask the files"]
    after = ["the files answer", "looked up", "desk waits"]
    return [*before, *written(orders), *after, *sent(orders), "desk closes"]


def written(orders: list[str]) -> list[str]:
    return [f"write to {order}" for order in orders]


def sent(orders: list[str]) -> list[str]:
    return [f"sent to {order}" for order in orders]


def main() -> None:
    """Print each prediction beside what the program really prints."""
    orders = asyncio.run(services.next_orders("front"))
    for predict in (make_tasks, await_coroutines, busy_clerks, polite_clerks, look_it_up):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            asyncio.run(getattr(services, predict.__name__)(orders))
        print(f"\n{predict.__name__}: predicted, and printed")
        for mine, real in itertools.zip_longest(predict(orders), printed.getvalue().splitlines(), fillvalue=""):
            print(f" {' ' if mine == real else '!'} {mine:20} {real}")


if __name__ == "__main__":
    main()
