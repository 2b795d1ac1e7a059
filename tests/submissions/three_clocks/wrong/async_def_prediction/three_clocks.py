async def alone(seconds):
    return seconds


def alone_prints(shop):
    return [f"start {shop}", f"end {shop}", "done"]


def blocking(seconds):
    return sum(seconds)


def in_turn(seconds):
    return sum(seconds)


def objects_first(seconds):
    return sum(seconds)


def task_by_task(seconds):
    return sum(seconds)


def tasks_first(seconds):
    return max(seconds)


def together(seconds):
    return max(seconds)


def in_turn_prints(seconds):
    lines = []
    for shop in seconds:
        lines += [f"start {shop}", f"end {shop}"]
    return lines + ["done"]


def together_prints(seconds):
    starts = [f"start {shop}" for shop in seconds]
    ends = [f"end {shop}" for shop in sorted(seconds, key=seconds.get)]
    return starts + ends + ["done"]


def one_beside_the_rest(seconds):
    return max(seconds[0], sum(seconds[1:]))
