"""Four mirrors hold the same file, and the first good answer wins: solved."""

import asyncio
import time

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror: str, name: str) -> str:
    """Given: one transfer. If it is cancelled, it tells the mirror, which would keep the line open for an hour."""
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


async def fastest(mirrors: list[str], name: str) -> str:
    """Return the file from the mirror that has it first."""
    transfers = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors: list[Exception] = []
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:  # a file, an error or a caller that gave up: nothing that was started here outlives this function
        for task in transfers:
            task.cancel()
        await asyncio.gather(*transfers, return_exceptions=True)


if __name__ == "__main__":

    async def show(mirrors: list[str]) -> None:
        begun = time.perf_counter()
        try:
            print(await fastest(mirrors, "addresses.csv"), end="")
        except (MirrorError, NoMirrorError) as error:
            print(f"{type(error).__name__}: {error}", end="")
        print(f", after {time.perf_counter() - begun:.1f} s")

    async def main() -> None:
        await show(["sofia", "porto", "riga"])
        await show(["sofia", "oslo", "porto", "riga"])

    asyncio.run(main())
