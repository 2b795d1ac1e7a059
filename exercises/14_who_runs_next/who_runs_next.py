"""Who runs next? (The lesson is in README.md.)

Each function predicts what the program of the same name in services.py prints, line by line. The guesses are by
an author who believes that a task starts where it is made, and that every await lets the others run.
All the lines are here; put them in the right order. Then run this file and compare.
"""

import asyncio
import contextlib
import io
import itertools

import services


# Part 1.
def make_tasks(orders: list[str]) -> list[str]:
    lines = []
    for order in orders:
        lines.append(f"write to {order}")  # TODO START: a guess
        lines.append(f"task for {order}")
    lines.append("desk waits")
    for order in orders:
        lines.append(f"sent to {order}")
    lines.append("desk closes")
    return lines


# Part 2.
def await_coroutines(orders: list[str]) -> list[str]:
    first = orders[0]
    lines = [f"write to {first}"]  # TODO WAIT: a guess
    for order in orders:
        lines.append(f"pack {order}")
    lines.append(f"sent to {first}")
    return [*lines, "desk waits", "desk closes"]


def busy_clerks(orders: list[str]) -> list[str]:
    lines = []
    for step in ("open", "fill", "seal"):  # TODO WAIT: a guess
        for order in orders:
            lines.append(f"{step} {order}")
    return lines


# Part 3.
def polite_clerks(orders: list[str]) -> list[str]:
    lines = []
    for order in orders:  # TODO WAIT: a guess
        for step in ("open", "fill", "seal"):
            lines.append(f"{step} {order}")
    return lines


# Part 4.
def look_it_up(orders: list[str]) -> list[str]:
    lines = ["desk opens"]
    for order in orders:
        lines.append(f"write to {order}")  # TODO WAIT: a guess
    lines += ["look it up", "ask the files"]
    for order in orders:
        lines.append(f"sent to {order}")
    return [*lines, "the files answer", "looked up", "desk waits", "desk closes"]


def main() -> None:
    """Print each prediction beside what the program really prints. Nothing in here needs to change."""
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
