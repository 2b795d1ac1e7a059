def alone(seconds):
    return seconds


def alone_prints(shop):
    return [f"start {shop}", f"end {shop}", "done"]


def blocking(seconds):
    return sum(seconds)


def in_turn(seconds):
    whole = 0
    for wait in seconds:
        whole = whole + wait
    return whole


def objects_first(seconds):
    return sum(seconds)


def task_by_task(seconds):
    return sum(seconds)


def tasks_first(seconds):
    return max(seconds)


def together(seconds):
    longest = 0
    for wait in seconds:
        if wait > longest:
            longest = wait
    return longest


def in_turn_prints(seconds):
    lines = []
    for shop in seconds:
        lines += [f"start {shop}", f"end {shop}"]
    return lines + ["done"]


def together_prints(seconds):
    lines = []
    for shop in seconds:
        lines.append("start " + shop)
    for shop, wait in sorted(seconds.items(), key=lambda item: item[1]):
        lines.append("end " + shop)
    lines.append("done")
    return lines


def one_beside_the_rest(seconds):
    others = 0
    for wait in seconds[1:]:
        others = others + wait
    if seconds[0] > others:
        return seconds[0]
    return others
