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
    while ready:
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            time.sleep(seconds or 0)
            ready.append((place, coroutine))
    return results
