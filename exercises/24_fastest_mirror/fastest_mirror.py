"""Four mirrors hold the same file, and the first good answer wins (the lesson is in README.md).

Run this file. The fastest mirror is closed for repairs, and its error is all that you get, while
three transfers go on for nothing. `download` and services.py are right and stay as they are.
"""

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
    # TODO START: the transfers. TODO WAIT: 1. for the first that succeeds, whichever it is.
    # TODO CLOSE: 2. cancel the others, and 4. all of them if the caller does not wait any more.
    # TODO REPORT: 3. NoMirrorError with the errors of all mirrors.
    files = await asyncio.gather(*[download(mirror, name) for mirror in mirrors])
    return files[0]


if __name__ == "__main__":

    async def show(mirrors: list[str]) -> None:
        begun = time.perf_counter()
        try:
            print(await fastest(mirrors, "addresses.csv"), end="")
        except (MirrorError, NoMirrorError) as error:
            print(f"{type(error).__name__}: {error}", end="")
        print(f", after {time.perf_counter() - begun:.1f} s")

    async def main() -> None:
        # predict: after how many seconds could the file be here in either case?
        await show(["sofia", "porto", "riga"])
        await show(["sofia", "oslo", "porto", "riga"])

    asyncio.run(main())
