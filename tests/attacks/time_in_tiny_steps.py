# exercise: never_awaited
# expect: failed
"""Asks for time in the smallest steps, as often as it may."""

import asyncio


async def crawl(*args):
    for _ in range(2_900):
        await asyncio.sleep(0.00001)


answer_all = answer_and_file = answer_for = crawl
