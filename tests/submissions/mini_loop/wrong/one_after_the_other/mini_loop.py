def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    return [run(coroutine) for coroutine in coroutines]
