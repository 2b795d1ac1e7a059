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
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await within(task) == expected
    finally:
        task.cancel()


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
            await asyncio.sleep(0.5)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()
