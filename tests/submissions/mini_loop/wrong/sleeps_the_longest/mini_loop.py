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
    ready = deque(enumerate(coroutines))
    asleep = []
    while ready or asleep:
        if not ready:
            time.sleep(max(seconds for seconds, _ in asleep))
            ready.extend(entry for _, entry in asleep)
            asleep.clear()
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                asleep.append((seconds, (place, coroutine)))
    return results
