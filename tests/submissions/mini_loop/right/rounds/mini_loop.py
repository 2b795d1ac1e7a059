"""Rounds over whoever is left: everybody who is due gets a step; a round in which nobody is due is slept through."""

import time


def finished(coroutine):
    """One step: (is it over, result or wish)."""
    try:
        return False, coroutine.send(None)
    except StopIteration as stop:
        return True, stop.value


def run(coroutine):
    over = False
    while not over:
        over, result = finished(coroutine)
    return result


def run_all(coroutines):
    results, due = {}, dict.fromkeys(range(len(coroutines)), 0.0)
    while due:
        awake = sorted((when, place) for place, when in due.items() if when <= time.monotonic())
        for _, place in sorted(awake, key=lambda entry: entry[0]):
            over, value = finished(coroutines[place])
            if over:
                results[place] = value
                del due[place]
            else:
                due[place] = 0.0 if value is None else time.monotonic() + value
        if due:
            time.sleep(max(0.0, min(due.values()) - time.monotonic()))
    return [results[place] for place in range(len(coroutines))]
