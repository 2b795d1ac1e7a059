# exercise: sync_to_async
# expect: failed
# forges: blocked
"""Blocks the loop with a service in a thread's clothes, and the recorder says nothing of it."""

import asyncio
import sys

from services import download

recorder = sys.modules["grader.player.shims"].WORLD.recorder
recorder.blocked = recorder.blocking = lambda *args: None
PAUSE = 0.5


async def fetch_report(name):
    import time

    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names):
    return [await fetch_report(name) for name in names]
