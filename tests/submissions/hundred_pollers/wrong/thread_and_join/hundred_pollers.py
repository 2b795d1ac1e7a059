import asyncio
import threading
import time

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        sleeper = threading.Thread(target=time.sleep, args=(PAUSE,))
        sleeper.start()
        sleeper.join()
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
