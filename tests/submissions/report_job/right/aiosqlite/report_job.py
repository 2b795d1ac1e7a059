"""The nightly report, inside the web server's process: it reads a SQLite file, computes, and writes a forecast.

The file is read and written in threads, the numbers are computed in other processes.

    python report_job.py            runs it beside a heartbeat, and shows how long the heart stopped
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import aiosqlite
import services

PROCESSES = 2  # the machine has other things to do as well


async def report(database: Path) -> dict[str, int]:
    """The library does the same: a thread for each connection, behind async doors."""
    orders: dict[str, list[int]] = {}
    async with aiosqlite.connect(database) as connection:
        async with connection.execute("SELECT region, amount FROM orders") as rows:
            async for region, amount in rows:
                orders.setdefault(region, []).append(amount)
        tasks = {}
        pool = ProcessPoolExecutor(max_workers=PROCESSES)
        async with asyncio.TaskGroup() as group:
            for region, amounts in orders.items():
                future = asyncio.wrap_future(pool.submit(services.forecast, amounts))
                tasks[region] = group.create_task(wait_for(future))
        pool.shutdown(wait=False)
        values = {region: task.result() for region, task in tasks.items()}
        await connection.execute("DELETE FROM forecast")
        await connection.executemany("INSERT INTO forecast VALUES (?, ?)", values.items())
        await connection.commit()
    return values


async def wait_for(future):
    return await future


async def heartbeat() -> None:
    longest = last = 0.0
    try:
        while True:
            last = time.monotonic()
            await asyncio.sleep(0.05)
            longest = max(longest, time.monotonic() - last)
    finally:
        print(f"The longest time without a heartbeat: {max(longest, time.monotonic() - last):.2f} s")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "shop.sqlite")
        services.make_database(path)
        heart = asyncio.create_task(heartbeat())
        await asyncio.sleep(0.2)
        print(await report(path))
        await asyncio.sleep(0.2)
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
