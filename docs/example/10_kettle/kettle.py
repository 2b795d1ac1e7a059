"""An example of a verdict, and no exercise: `nox -s grade` plays it until you have begun one.

The lamp is to blink four times a second while the water boils. It does not.
"""

import asyncio
import time

from services import blink


async def lamp() -> None:
    while True:
        await blink()
        await asyncio.sleep(0.25)


async def boil() -> str:
    time.sleep(3)
    return "hot water"


if __name__ == "__main__":

    async def main() -> None:
        blinking = asyncio.create_task(lamp())
        await asyncio.sleep(1)
        print(await boil())
        await asyncio.sleep(1)
        blinking.cancel()

    asyncio.run(main())
