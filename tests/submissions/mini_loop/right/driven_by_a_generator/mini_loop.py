"""A trampoline: `await` written by hand as a generator, so the loop only calls next."""

import time


def steps(coroutine, results, place):
    results[place] = yield from coroutine.__await__()


def run(coroutine):
    results = {}
    for _ in steps(coroutine, results, 0):
        pass
    return results[0]


def run_all(coroutines):
    results = {}
    ready = [steps(coroutine, results, place) for place, coroutine in enumerate(coroutines)]
    asleep = {}
    while ready or asleep:
        going_on = []
        for generator in ready:
            for seconds in generator:
                if seconds is None:
                    going_on.append(generator)
                else:
                    asleep[generator] = time.monotonic() + seconds
                break
        if asleep and not going_on:
            time.sleep(max(0.0, min(asleep.values()) - time.monotonic()))
        woken = sorted((g for g, due in asleep.items() if due <= time.monotonic()), key=asleep.get)
        ready = going_on + woken
        for generator in woken:
            del asleep[generator]
    return [results[place] for place in range(len(coroutines))]
