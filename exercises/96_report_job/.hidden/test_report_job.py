"""Hidden checks of report_job: a real SQLite file that the judge locks, and a forecast that the judge answers."""

import random
import sqlite3
import time
from contextlib import closing

from grader.judge import About, service
from grader.live.stage import Disturbed, check

LIBRARIES = (
    "aiosqlite",
    "sqlite3",
    "concurrent.futures.process",
    "concurrent.futures.thread",
    "multiprocessing.popen_fork",
    "multiprocessing.synchronize",
)
REGIONS = ("north", "south", "west")
LOCKED_AT_MOST = 4.0  # seconds; SQLite itself gives up after 5

DRIVE = """
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

os.cpu_count = os.process_cpu_count = lambda: 8  # a pool without a size is larger than PROCESSES on any machine

import report_job as kata


async def main(path):
    # Another user of the same loop: answers a signal, if the loop has a moment.
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: print('{"pong": true}', flush=True))
    values = await kata.report(Path(path))
    print(json.dumps({"values": values}, default=repr), flush=True)
    left = [task.get_coro() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    print(json.dumps({"left": [getattr(one, "__qualname__", type(one).__name__) for one in left]}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
"""


@service(latency=0.0)
def forecast(call, amounts):
    return call.number(1_000, 9_999_999)


class Shop:
    """The database: orders of three regions, and the forecast of last month."""

    def __init__(self, stage):
        self.stage = stage
        self.path = stage.folder / "shop.sqlite"
        draw = random.Random(stage.world.seed)
        self.orders = {region: [draw.randrange(1000) for _ in range(20)] for region in REGIONS}
        self.old = {region: draw.randrange(1000) for region in (*REGIONS, "overseas")}  # which has no orders any more
        with closing(sqlite3.connect(self.path)) as database, database:
            database.execute("CREATE TABLE orders (region TEXT, amount INTEGER)")
            database.execute("CREATE TABLE forecast (region TEXT PRIMARY KEY, value INTEGER)")
            rows = [(region, amount) for region, amounts in self.orders.items() for amount in amounts]
            database.executemany("INSERT INTO orders VALUES (?, ?)", rows)
            database.executemany("INSERT INTO forecast VALUES (?, ?)", list(self.old.items()))

    async def start(self):
        program = await self.stage.drive(DRIVE, str(self.path))
        self.stage.called_text = "report(database)"
        return program

    @property
    def new(self):
        return {region: self.stage.reply("forecast", amounts) for region, amounts in self.orders.items()}

    @property
    def stored(self):
        with closing(sqlite3.connect(self.path)) as database:
            return dict(database.execute("SELECT region, value FROM forecast ORDER BY region"))


class Lock:
    """Nothing else reads or writes the file meanwhile: code that tries waits inside SQLite."""

    def __init__(self, shop):
        self.connection = sqlite3.connect(shop.path, isolation_level=None)
        self.connection.execute("BEGIN EXCLUSIVE")
        self.since = time.monotonic()

    def release(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()
        if time.monotonic() - self.since > LOCKED_AT_MOST:
            raise Disturbed("The database was locked for too long: the machine was too busy. Grade again.")


async def reported(stage, program, shop):
    await stage.expect_end(program, rest=3.0)
    stage.expect_exit(program, 0)
    stage.expect(len(stage.calls("forecast")) == len(REGIONS), "There is not exactly one forecast for each region.",
                 mistake="answer-not-asked")  # fmt: skip
    facts = {name: value for line in stage.lines(program) for name, value in line.items()}
    stage.expect_equal(facts.get("values"), shop.new, "report() returned other values.", mistake="wrong-answer")
    stage.expect(not facts["left"], f"Tasks still ran when report() had returned: {facts['left']}.",
                 mistake="task-leaked", function="report", near=r"create_task\(|ensure_future\(")  # fmt: skip
    stage.expect_equal(shop.stored, shop.new, "The file holds a different forecast.", mistake="wrong-answer",
                       function="write_forecast", near=r"INSERT OR|connect\(")  # fmt: skip


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="while the file is locked, reading waits and the loop does not")
async def test_reading(stage):
    shop = Shop(stage)
    lock = Lock(shop)
    try:
        program = await shop.start()
        await stage.settle()
        await stage.expect_loop_responsive(program, "the orders were read")
    finally:
        lock.release()
    await reported(stage, program, shop)


@check(part=1, title="while the file is locked, writing waits and the loop does not")
async def test_writing(stage):
    shop = Shop(stage)
    model = stage.hold("forecast")
    program = await shop.start()
    await stage.until(lambda: model.waiting or program.gone())
    lock = Lock(shop)
    try:
        model.release()
        await stage.settle()
        await stage.expect_loop_responsive(program, "the forecast was written")
    finally:
        lock.release()
    await reported(stage, program, shop)


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="two forecasts are computed at a time, in processes of their own")
async def test_processes(stage):
    shop = Shop(stage)
    model = stage.hold("forecast")
    program = await shop.start()
    await stage.until(lambda: model.in_flight > 2 or program.gone())
    together = model.in_flight
    if together and not program.gone():
        await stage.expect_loop_responsive(program, "forecasts were computed")
    model.release()
    await stage.expect_end(program, rest=3.0)
    inside = [call for call in stage.calls("forecast") if stage.reported(call)["process"] == program.pid]
    stage.expect(
        not inside,
        "A forecast was computed in the server's own process.",
        mistake="cpu-in-a-thread",
        at=next(iter(inside), None),
        near=(r"ThreadPoolExecutor\(", r"run_in_executor\(None"),
    )
    if together != 2:
        stage.expect_exit(program, 0)
    stage.expect(
        together == 2,
        f"Forecasts that were computed at a time: {together}. There are three regions and PROCESSES is 2.",
        mistake="" if not together else "sequential-awaits" if together < 2 else "limit-exceeded",
        function="report",
        near=r"run_in_executor|submit\(|\.map\(" if together < 2 else (r"^PROCESSES = (?!2\b)", r"Pool(Executor)?\("),
    )
    await reported(stage, program, shop)


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="writing fails in the middle: the old forecast is still there, complete")
async def test_all_or_nothing(stage):
    shop = Shop(stage)
    with closing(sqlite3.connect(shop.path)) as database, database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON forecast WHEN NEW.region = 'south' "
            "BEGIN SELECT RAISE(ABORT, 'no forecast for the south'); END"
        )
    program = await shop.start()
    stage.called_text += ", while the file refuses one region"
    await stage.expect_end(program, rest=3.0)
    stage.expect(
        program.code != 0 and "no forecast for the south" in program.err.text,
        "The file refused a region, but report() did not say so.",
        mistake="error-swallowed" if program.code == 0 else "",
        near=r"except\b|suppress\(",
        about=About.UNEXPECTED_ERROR,
    )
    stage.expect_equal(shop.stored, shop.old, "The file holds half of a forecast.", mistake="half-written",
                       function="write_forecast", near=r"connect\(|DELETE|commit\(")  # fmt: skip


@check(part=3, title="the new forecast replaces the old one")
async def test_replaced(stage):
    shop = Shop(stage)
    program = await shop.start()
    await reported(stage, program, shop)
