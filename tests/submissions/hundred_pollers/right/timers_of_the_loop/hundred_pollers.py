"""What asyncio.sleep does, written out: a future, and a timer of the loop that ends it."""

import asyncio

from services import ask_carrier

PAUSE = 0.5


async def pause() -> None:
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    timer = loop.call_later(PAUSE, over.set_result, None)
    try:
        await over
    finally:
        timer.cancel()


async def follow(parcel: str) -> str:
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await pause()
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    words = dict.fromkeys(parcels, "")

    async def note(parcel: str) -> None:
        words[parcel] = await follow(parcel)

    await asyncio.wait([asyncio.create_task(note(parcel)) for parcel in parcels])
    return list(words.values())
