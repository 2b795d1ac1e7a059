"""Predictions as names: two clocks, and one that is made of both."""


def one_beside_the_rest(seconds):
    return max([seconds[0], sum(seconds[1:])])


alone = float
blocking = in_turn = objects_first = task_by_task = sum
tasks_first = together = max


def alone_prints(shop):
    return f"start {shop}\nend {shop}\ndone".splitlines()


def in_turn_prints(seconds):
    return sum((alone_prints(shop)[:2] for shop in seconds), []) + ["done"]


def together_prints(seconds):
    events = [(0.0, place, f"start {shop}") for place, shop in enumerate(seconds)]
    events += [(wait, place, f"end {shop}") for place, (shop, wait) in enumerate(seconds.items())]
    return [text for _, _, text in sorted(events)] + ["done"]
