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
    results = {}
    ready = deque(coroutines)
    asleep = []
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[1])
        coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[coroutine] = stop.value
        else:
            if seconds is None:
                ready.append(coroutine)
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, coroutine))
    return [results[coroutine] for coroutine in coroutines]
