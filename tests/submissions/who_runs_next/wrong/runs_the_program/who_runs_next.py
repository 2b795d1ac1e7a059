import asyncio
import contextlib
import io

import services


def printed(program):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        asyncio.run(program)
    return text.getvalue().splitlines()


def make_tasks(orders):
    return printed(services.make_tasks(orders))


def await_coroutines(orders):
    lines = []
    for order in orders:
        lines.append(f"pack {order}")
    lines.append("desk waits")
    lines.append(f"write to {orders[0]}")
    lines.append(f"sent to {orders[0]}")
    lines.append("desk closes")
    return lines


def busy_clerks(orders):
    lines = []
    for order in orders:
        for step in ("open", "fill", "seal"):
            lines.append(f"{step} {order}")
    return lines


def polite_clerks(orders):
    lines = []
    for step in ("open", "fill", "seal"):
        for order in orders:
            lines.append(f"{step} {order}")
    return lines


def look_it_up(orders):
    lines = ["desk opens", "look it up", "ask the files"]
    for order in orders:
        lines.append(f"write to {order}")
    lines += ["the files answer", "looked up", "desk waits"]
    for order in orders:
        lines.append(f"sent to {order}")
    return [*lines, "desk closes"]
