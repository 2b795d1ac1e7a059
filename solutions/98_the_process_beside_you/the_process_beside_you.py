"""A museum's scans are read by a program from another company (the lesson is in README.md).

Run this file: each scan is read, refused or given up, and no process is left behind.
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
    try:
        async with asyncio.timeout(seconds):
            text, complaints = await process.communicate()  # reads both pipes until both have ended
    finally:
        if process.returncode is None:  # given up: too late, or cancelled
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


async def read_all(scans: list[str]) -> list[str]:
    """The texts of several scans, in this order."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read_scan(scan)) for scan in scans]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


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
