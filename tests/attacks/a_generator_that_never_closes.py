# exercise: never_awaited
# expect: failed
"""Leaves a generator whose clean-up awaits for ever."""

import asyncio


async def endless():
    try:
        yield 1
    finally:
        while True:
            await asyncio.sleep(1)


async def hostile(*args):
    async for _ in endless():
        return None


answer_all = answer_and_file = answer_for = hostile
