import asyncio

from services import NoQuote

AIRLINES = ["Condor", "Albatross", "Swift", "Bittern"]
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


async def check_three_at_a_time(quotes):
    async def ask(name):
        await asyncio.sleep(1)
        return name

    begun = asyncio.get_running_loop().time()
    await quotes(MORE, ask)
    assert 2.5 < asyncio.get_running_loop().time() - begun < 3.5


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()
