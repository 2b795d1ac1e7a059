import services


async def one_by_one(orders):
    for order in orders:
        print("task for", order)
        await services.mail(order)
    print("desk waits")
    print("desk closes")


services.make_tasks = one_by_one


def make_tasks(orders):
    lines = []
    for order in orders:
        lines += [f"task for {order}", f"write to {order}", f"sent to {order}"]
    return lines + ["desk waits", "desk closes"]


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
