def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    results = {}
    alive = list(coroutines)
    while alive:
        for coroutine in alive:
            try:
                coroutine.send(None)
            except StopIteration as stop:
                results[id(coroutine)] = stop.value
                alive.remove(coroutine)
    return [results[id(coroutine)] for coroutine in coroutines]
