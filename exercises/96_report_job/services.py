"""What the job computes, and a database to try it with. `forecast` really computes: nothing to await in there.

make_database(path)         writes a SQLite file with orders of three regions, and last month's forecast
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

REGIONS = ("north", "south", "west")


def forecast(amounts: list[int]) -> int:
    """Compute next month's sum from this month's orders: plain Python, about a second of it."""
    total = sum(amounts)
    for step in range(6_000_000):
        total = (total * 31 + step) % 1_000_003
    return total


def make_database(path: Path) -> None:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE orders (region TEXT, amount INTEGER)")
        database.execute("CREATE TABLE forecast (region TEXT PRIMARY KEY, value INTEGER)")
        orders = [(REGIONS[number % 3], number * number % 97) for number in range(3000)]
        database.executemany("INSERT INTO orders VALUES (?, ?)", orders)
        database.executemany("INSERT INTO forecast VALUES (?, ?)", [(region, 0) for region in REGIONS])
    database.close()
