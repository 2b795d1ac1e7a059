"""Ten thousand pictures become small: a queue that can be full, and workers that go home in every case."""

import asyncio
import time

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names: list[str], workers: int, waiting: int) -> dict[str, str]:
    """Return for each name its small picture, or "failed: " and the reason if it has none."""
    queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=waiting)
    small: dict[str, str] = {}

    async def work() -> None:
        while True:
            name, picture = await queue.get()
            try:
                small[name] = await shrink(picture)
            except PictureError as error:
                small[name] = f"failed: {error}"
            finally:
                queue.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        for name in names:
            await queue.put((name, await load_picture(name)))
        await queue.join()
    finally:
        for worker in crew:
            worker.cancel()
        await asyncio.gather(*crew, return_exceptions=True)
    return {name: small[name] for name in names}


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
