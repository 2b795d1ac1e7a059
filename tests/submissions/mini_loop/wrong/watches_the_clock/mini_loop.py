import heapq
import itertools
import time
from collections import deque


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque((place, coroutine, 0.0) for place, coroutine in enumerate(coroutines))
    while ready:
        place, coroutine, due = ready.popleft()
        if time.monotonic() < due:
            ready.append((place, coroutine, due))
            continue
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.append((place, coroutine, time.monotonic() + (seconds or 0)))
    return results
