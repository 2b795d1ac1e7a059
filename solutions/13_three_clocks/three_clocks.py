"""Three clocks: solved."""

import asyncio
import inspect
import time

import services


# Part 1.
def alone(seconds: float) -> float:
    """How long does one page take under asyncio.run?"""
    return seconds


def alone_prints(shop: str) -> list[str]:
    """What does it print, line by line?"""
    return [f"start {shop}", f"end {shop}", "done"]  # asyncio.run comes back when the coroutine has ended


# Part 2. How long do several pages take? `sum` and `max` may be of use.
def blocking(seconds: list[float]) -> float:
    return sum(seconds)


def in_turn(seconds: list[float]) -> float:
    return sum(seconds)


def objects_first(seconds: list[float]) -> float:
    return sum(seconds)


def task_by_task(seconds: list[float]) -> float:
    return sum(seconds)


def tasks_first(seconds: list[float]) -> float:
    return max(seconds)


def together(seconds: list[float]) -> float:
    return max(seconds)


# Part 3. What do several pages print? `seconds` is now a dict: shop -> its wait, in the order of asking.
def in_turn_prints(seconds: dict[str, float]) -> list[str]:
    lines = [line for shop in seconds for line in (f"start {shop}", f"end {shop}")]
    return [*lines, "done"]


def together_prints(seconds: dict[str, float]) -> list[str]:
    starts = [f"start {shop}" for shop in seconds]
    ends = [f"end {shop}" for shop in sorted(seconds, key=seconds.__getitem__)]
    return [*starts, *ends, "done"]


# Part 4.
def one_beside_the_rest(seconds: list[float]) -> float:
    first, *rest = seconds
    return max(first, sum(rest))


def main() -> None:
    """Compare each prediction of a duration with a real run."""
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
