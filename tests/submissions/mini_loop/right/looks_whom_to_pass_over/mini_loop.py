import time
from services import give_way, nap, show


def run(coroutine):
    while True:
        try:
            coroutine.send(None)
        except StopIteration as stop:
            return stop.value


def run_all(coroutines):
    waiting = [[0, c] for c in coroutines]
    results = {}
    while waiting:
        for item in list(waiting):
            if item[0] > time.time():
                continue
            try:
                pause = item[1].send(None)
                if pause:
                    item[0] = time.time() + pause
            except StopIteration as stop:
                results[item[1]] = stop.value
                waiting.remove(item)
        soonest = min([item[0] for item in waiting], default=0)
        if soonest > time.time():
            time.sleep(soonest - time.time())
    return [results[c] for c in coroutines]
