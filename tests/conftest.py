"""Fixtures: play a piece of code against services, as a check would, and get the evidence."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from grader.judge.clock import SECOND, Clock
from grader.judge.evidence import Evidence
from grader.judge.match import Setup, play
from grader.judge.players import Players, open_players
from grader.judge.world import Service, World
from grader.limits import LIMITS, Limits

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


class PlaySource(Protocol):
    """Plays `source` as the learner's module `kata.py`; `main` is called by the scenario."""

    def __call__(
        self, source: str, *, sync: bool = False, scenario: str = "", seed: str = "seed", cpus: int = 4,
        limits: Limits = LIMITS, players: Players | None = None, schedule: bool = False,
    ) -> Evidence: ...  # fmt: skip


@pytest.fixture(scope="session")
def nursery() -> Iterator[Players]:
    players = open_players()
    yield players
    players.close()


@pytest.fixture
def play_source(nursery: Players) -> PlaySource:
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
        return play(players or nursery, Setup(modules, "kata", text, "played", {}, cpus, schedule), world, limits)

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
