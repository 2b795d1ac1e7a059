import heapq
import itertools
import time
from collections import deque


def run(coroutine):
    result = None
    try:
        while True:
            result = coroutine.send(None)
    except StopIteration:
        return result


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results
