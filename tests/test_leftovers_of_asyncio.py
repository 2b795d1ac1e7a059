"""What asyncio itself leaves behind is no mistake of a learner's; eager tasks crash nothing, and are seen."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import PlaySource

HEAD = """
import asyncio, gc
from services import fetch, never

async def cleans():
    try:
        await never("x")
    finally:
        await asyncio.sleep(0.01)
"""

# Each is cancelled from outside after a while, or cancels something itself. Nothing of it is an error of anybody's.
CANCELLED = {
    "wait_for around gather": "await asyncio.wait_for(asyncio.gather(never(1), never(2)), 50)",
    "wait_for around gather that cleans up": "await asyncio.wait_for(asyncio.gather(cleans(), never(2)), 50)",
    "wait_for around gather with exceptions": "both = asyncio.gather(never(1), return_exceptions=True)\\n"
    "    await asyncio.wait_for(both, 50)",
    "a wait_for that ends": "await asyncio.wait_for(asyncio.gather(never(1), never(2)), 0.5)",
    "gather of wait_fors": "await asyncio.gather(asyncio.wait_for(asyncio.gather(never(1)), 50), fetch('x'))",
    "a group": "\\n    async with asyncio.TaskGroup() as group:\\n"
    "        group.create_task(asyncio.wait_for(asyncio.gather(never(1)), 50))",
    "wait": "await asyncio.wait([asyncio.gather(never(1), never(2))])",
    "a gather that it cancels": "both = asyncio.gather(never(1), never(2)); both.cancel(); await asyncio.wait([both])",
    "a gather that it cancels and drops": "both = asyncio.gather(never(1), never(2)); both.cancel(); await fetch('x')",
    "shield around gather": "await asyncio.shield(asyncio.gather(fetch(1), fetch(2)))",
}


@pytest.mark.parametrize("name", CANCELLED)
def test_what_asyncio_leaves_is_not_the_learners(play_source: PlaySource, name: str) -> None:
    body = CANCELLED[name].replace("\\n", "\n")
    evidence = play_source(f"""{HEAD}
async def waits():
    {body}

async def main():
    task = asyncio.create_task(waits())
    await asyncio.sleep(0.6)
    task.cancel()
    await asyncio.wait([task])
    del task
    gc.collect()
    await asyncio.sleep(3)
""")
    assert (evidence.end, evidence.error) == ("returned", None)
    assert (evidence.unread, evidence.contexts) == ([], [])


def test_an_error_that_somebody_set_and_nobody_read_is_still_told(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    asyncio.get_running_loop().create_future().set_exception(LookupError("nobody asks"))
    await asyncio.sleep(1)
""")
    assert [str(seen.error) for seen in evidence.unread] == ["LookupError: nobody asks"]


EAGER = {  # from Python 3.12
    "the factory": "loop.set_task_factory(asyncio.eager_task_factory)",
    "a factory of one's own": "loop.set_task_factory(asyncio.create_eager_task_factory(asyncio.Task))",
    "a class of one's own": "loop.set_task_factory(asyncio.create_eager_task_factory(type('T', (asyncio.Task,), {})))",
}


@pytest.mark.parametrize("name", EAGER if sys.version_info >= (3, 12) else ["no factory"])
def test_eager_tasks_crash_nothing_and_are_seen(play_source: PlaySource, name: str) -> None:
    evidence = play_source(f"""{HEAD}
async def at_once(n):
    return n

async def later(n):
    await at_once(n)
    return await fetch(n)

async def main():
    loop = asyncio.get_running_loop()
    {EAGER.get(name, "") if sys.version_info >= (3, 12) else ""}
    found = await asyncio.gather(*(at_once(n) for n in range(5)), later(7))
    async with asyncio.TaskGroup() as group:
        group.create_task(at_once(1)); group.create_task(later(2))
    left = loop.create_task(never("x"))
    fails = loop.create_task(raises())
    repr(fails), fails.get_name()
    del fails
    return found[:5]

async def raises():
    raise LookupError("nobody asks")
""")
    assert (evidence.end, evidence.error, evidence.result) == ("returned", None, [0, 1, 2, 3, 4])
    made = [task.of for task in evidence.tasks if task.at is not None]
    assert made == ["at_once"] * 5 + ["later", "at_once", "later", "never", "raises"]
    assert [seen.what for seen in evidence.left_over] == ["never"]
    assert [seen.what for seen in evidence.unread] == ["raises"]
    assert [call.at for call in evidence.calls][:2] == [("kata.py", 16)] * 2


def test_warnings_and_debug_mode_say_what_plain_python_says(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
import warnings
async def main():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fetch("x")
        gc.collect()
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    handle, task = loop.call_soon(int), loop.create_task(fetch("x"))
    await task
    traces = [handle._source_traceback, task._source_traceback]
    return [[str(one.message) for one in caught], [trace[-1].filename for trace in traces]]
""")
    assert evidence.result == [["coroutine 'fetch' was never awaited"], ["kata.py", "kata.py"]]
