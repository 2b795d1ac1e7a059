"""Before time is judged: programs whose durations are known, played once for each Python and state of the grader.

What the simulated clock leans on is partly private to Python, and a new version may move it. Then every duration would
be wrong without a sign. So this table is played first, in one match, and that it has passed is remembered in
`.awaitlings/clock.json`. A clock that is off is refused in a sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from grader.errors import UserError
from grader.judge.clock import SECOND, Clock
from grader.judge.players import Players
from grader.judge.talk import Setup, play
from grader.judge.world import Service, World, peak
from grader.player import private
from grader.sandbox.limits import LIMITS

FILE = "clock.json"
_CODE = Path(__file__).resolve().parent.parent
_CLOCKWORK = ("player", "judge", "wire.py", "sandbox")  # what the clock is made of

# What is awaited, the simulated seconds that it takes, and how many calls of services are in flight together.
TABLE: tuple[tuple[str, float, int], ...] = (
    ("asyncio.sleep(1.5)", 1.5, 0),
    ("asyncio.gather(*map(fetch, 'abcd'))", 1.0, 4),
    ("in_turn(fetch, 'abcd')", 4.0, 1),
    ("asyncio.gather(*map(naps, 'abc'))", 3.0, 0),
    ("asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in 'abcd'))", 1.0, 0),
    ("asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(12)))", 2.0, 0),
    ("asyncio.gather(*(asyncio.to_thread(fetch_blocking, n) for n in 'abcd'))", 1.0, 4),
    ("pool_of_two()", 3.0, 2),
    ("asyncio.wait([asyncio.create_task(fetch('x'))], timeout=0.5)", 0.5, 1),
    ("asyncio.to_thread(through_a_queue)", 2.0, 0),
    ("asyncio.to_thread(behind_a_lock)", 2.0, 0),
    ("asyncio.to_thread(threading.Event().wait, 0.7)", 0.7, 0),
    ("told_by_a_timer()", 1.0, 0),
    ("asyncio.to_thread(asyncio.run, asyncio.sleep(1.25))", 1.25, 0),
)

_PROGRAMS = """
import asyncio, concurrent.futures, queue, threading, time
from time import sleep as early_bound
from services import fetch, fetch_blocking

async def in_turn(function, names):
    for name in names:
        await function(name)

async def naps(name):
    early_bound(1)

async def pool_of_two():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, fetch_blocking, n) for n in range(6)))

def through_a_queue():
    items = queue.Queue()
    def producer():
        for number in range(2):
            time.sleep(1)
            items.put(number)
    threading.Thread(target=producer).start()
    items.get(), items.get()

def behind_a_lock():
    lock = threading.Lock()
    def hold():
        with lock:
            time.sleep(2)
    thread = threading.Thread(target=hold)
    thread.start()
    time.sleep(0.5)
    with lock:
        thread.join()

async def told_by_a_timer():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    threading.Timer(1, loop.call_soon_threadsafe, [event.set]).start()
    await event.wait()

async def main(note, number):
    begun = time.monotonic()
    note("begins", number)
    await PROGRAMS[number]()
    note("ends", number)
    return round(time.monotonic() - begun, 6)

PROGRAMS = [
%s
]
"""

_SCENARIO = """
async def played(kata, note, count):
    return [await kata.main(note, number) for number in range(count)]
"""

_SERVICES = """
async def fetch(name): ...
def fetch_blocking(name): ...
"""


class ClockError(UserError):
    """The simulated clock is off. The message says so in a sentence."""


def vouch(players: Players, folder: Path | None) -> None:
    """Play the table unless it has passed already. Raises ClockError if a row is off.

    `folder` remembers that; None: it is not remembered.
    """
    if lacking := private.missing():
        raise ClockError(
            f"Python {platform.python_version()} lacks {', '.join(lacking)}, which the simulated clock relies on. It "
            f"was tried on {private.SEEN_ON}: use one of these, and please report this line."
        )
    key = _key()
    known = _read(folder)
    if key in known:
        return
    if wrong := off(players):
        program, should, took = wrong
        raise ClockError(
            f"The simulated clock is off on Python {platform.python_version()}: `await {program}` should take {should} "
            f"and took {took}. So no time is judged here. Please report it with this line, and take another Python."
        )
    if folder is not None:
        _write(folder, [*known[-9:], key])


def off(players: Players) -> tuple[str, str, str] | None:
    """The first row that is off: the program, what it should take and what it took. None if all is well."""
    rows = "\n".join(f"    lambda: {program}," for program, _, _ in TABLE)
    modules = {"known": ("known.py", _PROGRAMS % rows, False), "services": ("services.py", _SERVICES, False)}
    services = {name: Service(name, lambda call, name: name, 1.0, False) for name in ("fetch", "fetch_blocking")}
    world = World("known", services, Clock(10**6 * SECOND))
    setup = Setup(modules, "known", _SCENARIO, "played", {"count": len(TABLE)})
    evidence = play(players, setup, world, LIMITS)
    if evidence.end == "silent":
        return None  # too busy to play; the answer that is judged next will say so
    moments: dict[tuple[str, Any], float] = {(name, number): when for when, name, number in evidence.notes}
    told = evidence.result if isinstance(evidence.result, list) else []
    for number, (program, seconds, together) in enumerate(TABLE):
        begun, ended = moments.get(("begins", number)), moments.get(("ends", number))
        should = f"{seconds:g} s with {together} calls in flight"
        if begun is None or ended is None:
            what = str(evidence.error or evidence.end)
            return program, should, f"no end at all ({what})"
        most = peak([call for call in evidence.calls if begun <= call.start < ended])
        if round(ended - begun, 6) != seconds or most != together:
            return program, should, f"{ended - begun:g} s with {most}"
        if number < len(told) and told[number] != seconds:
            return program, should, f"{told[number]} s by its own clock"
    return None


def _key() -> str:
    """What the answers hold for: this very Python, and the clockwork as it stands."""
    digest = hashlib.sha256(f"{sys.version} {sys.executable} {sys.platform}".encode())
    for name in _CLOCKWORK:
        path = _CODE / name
        for entry in sorted(os.scandir(path), key=lambda entry: entry.name) if path.is_dir() else [path]:
            if entry.name.endswith(".py"):
                found = entry.stat()
                digest.update(f"{entry.name} {found.st_size} {found.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:24]


def _read(folder: Path | None) -> list[str]:
    with contextlib.suppress(OSError, ValueError):
        if folder is not None:
            found = json.loads((folder / FILE).read_text("ascii"))
            return [key for key in found if isinstance(key, str)] if isinstance(found, list) else []
    return []


def _write(folder: Path, keys: list[str]) -> None:
    """Remember; if that cannot be done, the table is played each time."""
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        mine = folder / f"{FILE}.{os.getpid()}"
        mine.write_text(json.dumps(keys), "ascii")
        mine.replace(folder / FILE)
