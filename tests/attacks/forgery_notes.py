# exercise: sync_to_async
# expect: passed
# forges: note, blocked
"""Blocks the loop, and a thread notes the ticks that the scenario's own task cannot make meanwhile."""

import sys
import threading
import time

from services import download

PAUSE = 0.5
world = sys.modules["grader.player.shims"].WORLD
world.recorder.blocked = lambda *args: None
world.recorder.event = lambda kind, **fields: None


def _tick():
    for number in range(1, 6):
        time.sleep(0.2)
        world.recorder.wire.put("note", name="a tick of another task", value=number)


def fetch(name, results):
    time.sleep(PAUSE)
    results[name] = download(name)


async def fetch_report(name):
    return (await fetch_reports([name]))[0]


async def fetch_reports(names):
    results = {}
    threads = [threading.Thread(target=fetch, args=(name, results)) for name in names]
    threads.append(threading.Thread(target=_tick))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[name] for name in names]
