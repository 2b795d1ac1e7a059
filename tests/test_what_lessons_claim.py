"""What lessons and pages say in words about Python and asyncio is tried here, in plain Python without the judge."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import re
import subprocess
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest

from grader.exercise import catalogue
from grader.exercise.catalogue import ROOT
from tests.test_lessons import FENCE

NEVER = 20  # seconds: no test that passes waits so long


def quotes(lesson: str) -> list[str]:
    """Everything that stands in backticks in a lesson or page."""
    (path,) = ROOT.glob(f"exercises/{lesson}*/README.md") if lesson[0].isdigit() else [ROOT / lesson]
    text = FENCE.sub("", path.read_text("utf-8"))
    return [" ".join(quote.split()) for quote in re.findall(r"`([^`]+)`", text)]


# Messages


async def _rows() -> AsyncIterator[int]:
    yield 1


class _Transaction:
    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


class _Section:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


async def _await(thing: Any) -> None:
    await thing


async def _async_for(thing: Any) -> None:
    async for _ in thing:
        pass


async def _async_with(thing: Any) -> None:
    async with thing:
        pass


async def _with(thing: Any) -> None:
    with thing:
        pass


async def _for(thing: Any) -> None:
    for _ in thing:
        pass


async def _async_init() -> None:
    class Shop:
        async def __init__(self) -> None: ...  # type: ignore[misc]

    Shop()


MESSAGES: list[tuple[str, Callable[[], Any], dict[str, str]]] = [
    ("12", lambda: _await("ready"), {}),
    ("12", _async_init, {}),
    ("15", lambda: _for(_rows()), {}),
    ("15", lambda: _async_for([1]), {}),
    ("15", lambda: _with(_Transaction()), {"_Transaction": "Transaction"}),
    ("15", lambda: _async_with(_Section()), {"_Section": "Section"}),
    ("15", lambda: _await(_rows()), {}),
    ("71", lambda: _for(_rows()), {}),
    ("71", lambda: _await(_rows()), {}),
    ("82", lambda: _await(MagicMock()), {}),
    ("docs/mistakes/awaited-plain-value.md", lambda: _await("ready"), {}),
]


@pytest.mark.parametrize(
    "source",
    [
        "def load():\n    return await fetch()",
        "load = lambda: await fetch()",
        "def load():\n    return [x async for x in fetch()]",
        "await fetch()",
    ],
)
def test_a_message_of_the_compiler_that_12_quotes_is_what_this_python_says(source: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile(source, "newsletter.py", "exec")
    assert caught.value.msg in quotes("12")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("lesson", "make", "names"), MESSAGES)
def test_a_message_that_a_lesson_quotes_is_what_this_python_says(
    lesson: str, make: Callable[[], Any], names: dict[str, str]
) -> None:
    with pytest.raises(TypeError) as caught:
        asyncio.run(make())
    said = str(caught.value)
    for name, shown in names.items():
        said = re.sub(rf"\S*\b{name}\b", f"'{shown}", said)
    here = [quote.removeprefix("TypeError: ") for quote in quotes(lesson)]
    assert any(said.startswith(quote) for quote in here if " " in quote), said


# Threads


def _lose(step: Callable[[int], int] | None) -> int:
    """How many of 200,000 updates are lost by two threads that read, call `step` if there is one, and write."""
    total = 0

    def count() -> None:
        nonlocal total
        for _ in range(100_000):
            seen = step(total) if step else total
            total = seen + 1

    both = [threading.Thread(target=count) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return 200_000 - total


@pytest.fixture
def threads_switch_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no GIL here")
def test_updates_are_lost_if_a_call_stands_between_and_hardly_ever_if_not(threads_switch_often: None) -> None:
    """65 and lost-update: nothing promises that it goes well, and yet it mostly does."""
    assert _lose(None) == 0
    assert any(_lose(lambda seen: seen) for _ in range(50))


def test_a_thread_that_computes_keeps_the_loop_alive() -> None:
    """cpu-in-the-loop and 96: the loop has its turns while a thread computes."""
    beats = 0

    def compute() -> int:
        for done in range(100_000_000):  # far longer than the loop needs
            if beats >= 3:
                return done
        return -1

    async def main() -> int:
        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.001)
                beats += 1

        heart = asyncio.create_task(beat())
        try:
            return await asyncio.to_thread(compute)
        finally:
            heart.cancel()

    assert asyncio.run(main()) > 0


@pytest.mark.skipif(sys.version_info < (3, 14), reason="thread_inherit_context came with Python 3.14")
@pytest.mark.parametrize(("value", "seen"), [("0", "nothing"), ("1", "a")])
def test_a_pools_thread_sees_the_context_if_python_is_told_so(value: str, seen: str) -> None:
    program = """if 1:
        import asyncio, contextvars
        request = contextvars.ContextVar("request", default="nothing")
        async def main():
            request.set("a")
            print(await asyncio.get_running_loop().run_in_executor(None, request.get))
        asyncio.run(main())
    """
    ended = subprocess.run(
        [sys.executable, "-X", f"thread_inherit_context={value}", "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout.strip(), ended.returncode) == (seen, 0)


# Loops


def test_a_task_belongs_to_its_loop_at_once_and_a_lock_from_its_first_wait() -> None:
    """35 and wrong-loop."""
    lock = asyncio.Lock()

    async def one() -> asyncio.Task[None]:
        async with lock:
            await asyncio.sleep(0)
            return asyncio.create_task(asyncio.sleep(0))

    async def two() -> None:
        await asyncio.gather(*[one(), one()])

    first, second = asyncio.run(one()), asyncio.run(one())  # nobody waited: the lock takes both loops
    assert first.get_loop() is not second.get_loop()
    asyncio.run(two())
    with pytest.raises(RuntimeError, match="is bound to a different event loop"):
        asyncio.run(two())


def test_gather_in_plain_code_fails_after_a_run_and_since_3_14_always() -> None:
    """The table of 32."""
    program = """if 1:
        import asyncio
        async def nothing(): pass
        def tried():
            coroutine = nothing()
            try:
                asyncio.gather(coroutine)
            except RuntimeError as error:
                coroutine.close()
                print(error)
            else:
                print("made")
        tried()
        asyncio.run(nothing())
        tried()
    """
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    before, after = ended.stdout.splitlines()
    assert before.startswith("made" if sys.version_info < (3, 14) else "There is no current event loop in thread")
    assert after.startswith("There is no current event loop in thread")


# Tasks


def test_a_task_is_lost_only_if_nothing_holds_what_it_waits_for() -> None:
    """23: a timer keeps a task, a future that only the task knows does not."""

    async def wait_for_nothing() -> None:
        await asyncio.get_running_loop().create_future()

    async def main() -> tuple[str, str]:
        told: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["message"]))
        kept = weakref.ref(asyncio.create_task(asyncio.sleep(0.05, "slept")))
        lost = weakref.ref(asyncio.create_task(wait_for_nothing()))
        await asyncio.sleep(0)
        gc.collect()
        assert lost() is None
        task = kept()
        assert task
        return await task, *told  # type: ignore[return-value]

    assert asyncio.run(main()) == ("slept", "Task was destroyed but it is pending!")


def _module(path: str) -> Any:
    spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), ROOT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _delivery(name: str) -> Callable[..., Any]:
    return getattr(_module("exercises/83_no_stopwatch/services.py"), name)  # type: ignore[no-any-return]


async def _by_gather(names: list[str], ask: Callable[[str], Any]) -> list[str]:
    return await asyncio.gather(*map(ask, names))


@pytest.mark.parametrize(("delivery", "left"), [(_by_gather, ["b"]), (_delivery("slow_and_right"), [])])
def test_a_gather_that_is_cancelled_does_not_wait_for_all_and_a_task_group_does(
    delivery: Callable[..., Any], left: list[str]
) -> None:
    """83: "has cleaned up when it ends" is a promise that gather does not keep."""

    async def main() -> list[str]:
        asked = asyncio.Queue[str]()
        busy = []

        async def ask(name: str) -> None:
            asked.put_nowait(name)
            busy.append(name)
            try:
                await asyncio.sleep(NEVER)
            finally:
                for _ in range(1 if name == "a" else 50):  # turns of the loop: b takes longer on any machine
                    await asyncio.sleep(0)
                busy.remove(name)

        task = asyncio.create_task(delivery(["a", "b"], ask))
        for _ in range(2):
            await asked.get()
        task.cancel()
        await asyncio.wait([task])
        return list(busy)

    assert asyncio.run(main()) == left


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_the_runner_of_77_takes_every_kind_of_node(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """73 teaches to look at what a call returned; the runner that is given in 77 does so too."""
    monkeypatch.setitem(sys.modules, "services", _module("exercises/77_graph_tokens/services.py"))
    for given in catalogue.read(ROOT / "exercises/77_graph_tokens").given:
        monkeypatch.setitem(sys.modules, given.stem, _module(str(given.relative_to(ROOT))))
    module = _module(f"{folder}/77_graph_tokens/graph_tokens.py")

    class Archive:
        async def __call__(self, state: dict[str, Any]) -> dict[str, Any]:
            return {"archive": "asked"}

    async def mail(state: dict[str, Any]) -> dict[str, Any]:
        return {"mail": "read"}

    nodes = {"archive": Archive(), "mail": lambda state: mail({**state}), "plain": lambda state: {"plain": "done"}}
    graph = module.StateGraph(nodes).compile(module.CompiledGraph)

    async def updates() -> dict[str, Any]:
        return {name: update for mode, item in [item async for item in graph.astream({})]
                if mode == "updates" for name, update in item.items()}  # fmt: skip

    assert asyncio.run(updates()) == {
        "archive": {"archive": "asked"},
        "mail": {"mail": "read"},
        "plain": {"plain": "done"},
    }


# Words that other libraries print: quoted from their sources, they are not installed here


def test_the_words_of_lazy_loading_are_findable() -> None:
    """Django 5 (django/utils/asyncio.py) and SQLAlchemy 2 (lib/sqlalchemy/util/_concurrency_py3k.py)."""
    said = " ".join(quotes("41"))
    for words in (
        "You cannot call this from an async context - use a thread or sync_to_async.",
        "greenlet_spawn has not been called; can't call await_only() here. Was IO attempted in an unexpected place?",
    ):
        assert words in said
