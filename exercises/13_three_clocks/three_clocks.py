"""Three clocks (the lesson is in README.md).

Each function predicts what the function of the same name in services.py does. `seconds` are the waits of the
pages, in the order in which the pages are asked for. The guesses are by an author who thinks that async is fast.
Read the programs and put your own predictions in place; then run this file and compare.
"""

import asyncio
import inspect
import time

import services


# Part 1.
def alone(seconds: float) -> float:
    """How long does one page take under asyncio.run?"""
    return 0.0  # TODO WAIT: a guess


def alone_prints(shop: str) -> list[str]:
    """What does it print, line by line?"""
    return [f"start {shop}", "done", f"end {shop}"]  # TODO WAIT: a guess


# Part 2. How long do several pages take? `sum` and `max` may be of use.
def blocking(seconds: list[float]) -> float:
    return sum(seconds)


def in_turn(seconds: list[float]) -> float:
    return max(seconds)  # TODO WAIT: a guess, and so are the next four


def objects_first(seconds: list[float]) -> float:
    return max(seconds)


def task_by_task(seconds: list[float]) -> float:
    return max(seconds)


def tasks_first(seconds: list[float]) -> float:
    return max(seconds)


def together(seconds: list[float]) -> float:
    return max(seconds)


# Part 3. What do several pages print? `seconds` is now a dict: shop -> its wait, in the order of asking.
def in_turn_prints(seconds: dict[str, float]) -> list[str]:
    starts = [f"start {shop}" for shop in seconds]
    ends = [f"end {shop}" for shop in seconds]
    return starts + ends + ["done"]  # TODO WAIT: a guess


def together_prints(seconds: dict[str, float]) -> list[str]:
    starts = [f"start {shop}" for shop in seconds]
    ends = [f"end {shop}" for shop in seconds]  # sorted(seconds, key=seconds.get) gives the quickest shop first
    return starts + ends + ["done"]  # TODO WAIT: a guess


# Part 4.
def one_beside_the_rest(seconds: list[float]) -> float:
    return max(seconds)  # TODO WAIT: a guess


def main() -> None:
    """Compare each prediction of a duration with a real run. Nothing in here needs to change."""
    shops = list(services.SECONDS)
    waits = list(services.SECONDS.values())
    for predict in (alone, blocking, in_turn, objects_first, task_by_task, tasks_first, together, one_beside_the_rest):
        program = getattr(services, predict.__name__)
        predicted = predict(waits[0] if predict is alone else waits)
        begun = time.perf_counter()
        run = program(shops[0] if predict is alone else shops)
        if inspect.iscoroutine(run):
            asyncio.run(run)
        took = time.perf_counter() - begun
        print(f"--> {predict.__name__}: predicted {predicted:.1f} s, took {took:.1f} s\n")


if __name__ == "__main__":
    main()
