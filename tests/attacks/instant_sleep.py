# exercise: never_awaited
# expect: failed
"""Makes every wait instant."""

import asyncio, selectors, time

time.sleep = lambda seconds: None
time.monotonic = time.perf_counter = time.time = lambda: 0.0
_select = selectors.DefaultSelector.select
selectors.DefaultSelector.select = lambda self, timeout=None: _select(self, 0)


async def _now(delay, result=None):
    return result


asyncio.sleep = _now


def hostile(*args):
    time.sleep(3)
    return "done"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
