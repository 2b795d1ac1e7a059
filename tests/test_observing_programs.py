"""What a program can hear of itself in a match: debug mode and warnings, as in real life, on the simulated clock."""

from __future__ import annotations

from tests.conftest import PlaySource

HEAD = """
import asyncio, gc, logging, time, warnings
from services import fetch
"""


def test_a_program_hears_its_own_never_awaited_coroutines(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def letter():
    pass

async def main():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        letter()
        gc.collect()
    return [str(warning.message).splitlines()[0] for warning in caught]
    """)
    assert evidence.result == ["coroutine 'letter' was never awaited"]
    assert [(seen.what, seen.at) for seen in evidence.never_awaited] == [("letter", ("kata.py", 11))]


def test_debug_mode_measures_steps_on_the_simulated_clock(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
class Keep(logging.Handler):
    def emit(self, record):
        said.append(record.getMessage())

said = []

async def oven():
    await asyncio.sleep(0)
    time.sleep(0.3)
    await asyncio.sleep(0.1)

async def main():
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.25
    logging.getLogger("asyncio").addHandler(Keep())
    await asyncio.create_task(oven(), name="the oven")
    return [text.partition(" coro=")[0] + " … " + text.rpartition(" took ")[2] for text in said]
    """)
    assert evidence.result == ["Executing <Task pending name='the oven' … 0.300 seconds"]
