"""Ten thousand pictures have to become small, and the server has 512 MB (the lesson is in README.md).

Run this file: everything is loaded before the first picture is done. Ten pictures fit, ten thousand do not.
"""

import asyncio
import time

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    """Return for each name its small picture, or "failed: " and the reason if it has none."""
    # TODO START: 1. as many workers as `workers` says.
    # TODO LIMIT: 2. at most `waiting` pictures wait between the loading and the workers; then the loading waits.
    # TODO REPORT: 3. a picture that cannot be shrunk. TODO CLOSE: 4. the workers, however this ends.
    pictures = [await load_picture(name) for name in names]
    small = await asyncio.gather(*[shrink(picture) for picture in pictures])
    return dict(zip(names, small, strict=True))


if __name__ == "__main__":

    async def show(names: list[str]) -> None:
        begun = time.perf_counter()
        try:
            print(await shrink_all(names, workers=3, waiting=2))
        except (PictureError, StorageError) as error:
            print(f"{type(error).__name__}: {error}")
        print(f"after {time.perf_counter() - begun:.1f} s\n")

    async def main() -> None:
        await show([f"{number}.jpg" for number in range(1, 11)])
        await show(["red.jpg", "torn.jpg", "blue.jpg"])
        await show(["red.jpg", "blue.jpg", "lost.jpg"])

    asyncio.run(main())
