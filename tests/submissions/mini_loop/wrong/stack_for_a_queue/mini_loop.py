def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = list(enumerate(coroutines))
    while ready:
        place, coroutine = ready.pop()
        try:
            coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.append((place, coroutine))
    return results
