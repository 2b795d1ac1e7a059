"""The nightly report, inside the web server's process: it reads a SQLite file, computes, and writes a forecast.

The file is read and written in threads, the numbers are computed in other processes.

    nox -s run -- report_job        runs it beside a heartbeat, and shows how long the heart stopped
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

import services

PROCESSES = 2  # the machine has other things to do as well


async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


def read_orders(database: Path) -> dict[str, list[int]]:
    """Return region -> amounts."""
    orders: dict[str, list[int]] = {}
    with closing(sqlite3.connect(database)) as connection:  # made, used and closed in one thread
        for region, amount in connection.execute("SELECT region, amount FROM orders ORDER BY region"):
            orders.setdefault(region, []).append(amount)
    return orders


def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    """Replace the old forecast. No reader may ever see half of it."""
    with closing(sqlite3.connect(database)) as connection, connection:  # the second one commits, or rolls back
        connection.execute("DELETE FROM forecast")
        connection.executemany("INSERT INTO forecast VALUES (?, ?)", values)


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
