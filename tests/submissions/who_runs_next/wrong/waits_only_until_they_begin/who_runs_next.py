def make_tasks(orders):
    lines = [f"task for {order}" for order in orders] + ["desk waits"]
    lines += [f"write to {order}" for order in orders] + ["desk closes"]
    return lines + [f"sent to {order}" for order in orders]


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
