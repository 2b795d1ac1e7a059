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
            coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.insert(1, (place, coroutine))
    return results
