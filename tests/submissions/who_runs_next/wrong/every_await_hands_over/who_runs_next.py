def make_tasks(orders):
    lines = []
    for order in orders:
        lines.append(f"task for {order}")
    lines.append("desk waits")
    for order in orders:
        lines.append(f"write to {order}")
    for order in orders:
        lines.append(f"sent to {order}")
    lines.append("desk closes")
    return lines


def await_coroutines(orders):
    first, *rest = orders
    lines = [f"pack {first}", f"write to {first}"]
    lines += [f"pack {rest[0]}", f"sent to {first}"]
    lines += [f"pack {order}" for order in rest[1:]]
    return lines + ["desk waits", "desk closes"]


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
