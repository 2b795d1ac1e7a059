import asyncio


async def whole(coroutine):
    return await coroutine


def run(coroutine):
    return asyncio.run(whole(coroutine))


def run_all(coroutines):
    async def together():
        return await asyncio.gather(*coroutines)

    return asyncio.run(together())
