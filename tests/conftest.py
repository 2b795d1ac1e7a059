"""Fixtures: play a piece of code against services, as a check would, and get the evidence."""

from __future__ import annotations

import compileall
import functools
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from grader.judge.clock import SECOND, Clock
from grader.judge.evidence import Evidence
from grader.judge.players import Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import Service, World
from grader.sandbox.isolation import IsolationError
from grader.sandbox.limits import LIMITS, Limits

SERVICES = """
import asyncio, time

async def fetch(name):
    await asyncio.sleep(1)
    return name

def fetch_blocking(name):
    time.sleep(1)
    return name

async def tokens(name):
    for i in range(3):
        await asyncio.sleep(1)
        yield f"{name}{i}"

async def never(name):
    await asyncio.sleep(10**9)
"""

SCENARIO = """
async def played(kata, note):
    return await kata.main()
"""

SYNC_SCENARIO = """
def played(kata, note):
    return kata.main()
"""


# The files that take longest come first: a process that begins one of them last goes on alone.
LONGEST = ("test_attacks", "test_recipes", "test_watch", "test_cli", "test_noxfile", "test_desk_commands",
           "test_forged_evidence", "test_real_differential", "test_collect", "test_release")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


class PlaySource(Protocol):
    """Plays `source` as the learner's module `kata.py`; `main` is called by the scenario."""

    def __call__(
        self, source: str, *, sync: bool = False, scenario: str = "", seed: str = "seed", cpus: int = 4,
        limits: Limits = LIMITS, players: Players | None = None, schedule: bool = False,
    ) -> Evidence: ...  # fmt: skip


@pytest.fixture(scope="session")
def players() -> Iterator[Players]:
    players = open_players()
    yield players
    players.close()


@pytest.fixture(scope="session")
def players_at() -> Iterator[Callable[[str], Players]]:
    """Give the players of a level of isolation, or skip where this machine has not what the level demands."""
    opened: dict[str, Players] = {}

    def players(level: str) -> Players:
        if level not in opened:
            opened[level] = open_players(isolation=level)
        try:
            opened[level].require(level)
        except IsolationError as lacking:
            pytest.skip(str(lacking))
        return opened[level]

    yield players
    for each in opened.values():
        each.close()


@pytest.fixture
def play_source(players: Players) -> PlaySource:
    shared = players

    def run(
        source: str, *, sync: bool = False, scenario: str = "", seed: str = "seed", cpus: int = 4,
        limits: Limits = LIMITS, players: Players | None = None, schedule: bool = False,
    ) -> Evidence:  # fmt: skip
        modules = {
            "kata": ("kata.py", textwrap.dedent(source), False),
            "services": ("services.py", SERVICES, False),
        }
        text = textwrap.dedent(scenario) or (SYNC_SCENARIO if sync else SCENARIO)
        chance = random.Random(seed) if schedule else None
        world = World(seed, services(), Clock(round(limits.simulated_seconds * SECOND), chance))
        return play(players or shared, Setup(modules, "kata", text, "played", {}, cpus, schedule), world, limits)

    return run


def services() -> dict[str, Service]:
    """One second for everything, so that times in tests can be read."""

    def fetch(call: Any, name: str) -> str:
        if name == "broken":
            raise LookupError("no such thing")
        return f"{name} {call.word}"

    def tokens(call: Any, name: str) -> Iterator[str]:
        for number in range(3):
            yield f"{name}{number} {call.word}"

    return {
        "fetch": Service("fetch", fetch, 1.0, False),
        "fetch_blocking": Service("fetch_blocking", fetch, 1.0, False),
        "tokens": Service("tokens", tokens, 1.0, False),
        "never": Service("never", fetch, None, False),
    }


os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each command that a test types would compile the grader anew
ROOT = Path(__file__).resolve().parent.parent
NAMES = ("11_never_awaited", "41_blocked_loop")

Run = Callable[..., subprocess.CompletedProcess[str]]


@functools.cache
def compiled_grader() -> Path:
    """The grader's folder, its modules compiled: most of what a command costs in a clone is to compile them."""
    compileall.compile_dir(ROOT / "grader", quiet=2)
    return ROOT / "grader"


def copy_grader(folder: Path) -> None:
    """Copy the grader into a clone, compiled code and times included, so that the code stays valid."""
    shutil.copytree(compiled_grader(), folder / "grader")


def make_clone(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """A small clone: the grader and two exercises, or others."""
    copy_grader(folder)
    for name in names:
        shutil.copytree(ROOT / "exercises" / name, folder / "exercises" / name)
        shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name)
    shutil.copy(ROOT / "exercises" / "conftest.py", folder / "exercises")
    return folder


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small clone: the grader and two exercises."""
    return make_clone(tmp_path)


@pytest.fixture
def grader(clone: Path) -> Run:
    """Runs `python -m grader …` in that clone, without a terminal."""

    def run(*arguments: str, cwd: Path = clone, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(clone), **variables}
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "AWAITLINGS_CWD"):
            if name not in variables:
                environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, "-m", "grader", *arguments],
            cwd=cwd, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        answer = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback (most recent call last)" not in answer.stderr, answer.stderr
        return answer

    return run
