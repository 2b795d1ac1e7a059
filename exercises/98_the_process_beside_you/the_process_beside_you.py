"""A museum's scans are read by a program from another company (the lesson is in README.md).

Run this file: small scans are read. A huge one hangs, a torn one gives an empty text, and an endless one is never given up.
"""

import asyncio
import time
from asyncio.subprocess import PIPE

from services import command


class NotReadable(Exception):
    """The tool could not read the scan; the text says why."""


async def read_scan(scan: str, seconds: float = 30.0) -> str:
    """What the tool prints for a scan. Raises NotReadable, or TimeoutError after so many seconds."""
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    await process.wait()  # TODO WAIT (part 1): who reads its pipes meanwhile?
    text = await process.stdout.read()
    # TODO REPORT (part 2): a tool that fails says so with its exit code, and why on standard error.
    # TODO CLOSE (part 3): after so many seconds it is ended, and has ended.
    return text.decode().strip()


async def read_all(scans: list[str]) -> list[str]:
    """The texts of several scans, in this order."""
    # TODO CLOSE (part 4): if one cannot be read, or the caller gives up, no process is left behind.
    return await asyncio.gather(*[read_scan(scan) for scan in scans])


if __name__ == "__main__":

    async def main() -> None:
        for scan in ("page 1", "torn page", "huge page", "endless page"):
            begun = time.perf_counter()
            try:
                async with asyncio.timeout(3):
                    text = await read_scan(scan, seconds=1)
                said = f"{len(text)} characters"
            except (NotReadable, TimeoutError) as error:
                said = repr(error)
            print(f"{time.perf_counter() - begun:4.1f} s  {scan}: {said}", flush=True)

    asyncio.run(main())
