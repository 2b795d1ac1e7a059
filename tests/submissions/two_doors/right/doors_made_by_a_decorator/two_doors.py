import asyncio
import functools
from services import query_rate


async def afetch(currency):
    return f"1 {currency} = {await query_rate(currency)} cents"


async def afetch_all(currencies):
    return list(await asyncio.gather(*map(afetch, currencies)))


def plain(door):
    @functools.wraps(door)
    def call(*args):
        if asyncio._get_running_loop() is not None:
            raise RuntimeError(f"a loop runs in this thread; use: await {door.__name__}(...)")
        return asyncio.run(door(*args))

    return call


fetch = plain(afetch)
fetch_all = plain(afetch_all)
