"""Runs a stub as `python stub.py` would, on the real clock, and says at the end how long it took and why.

Started as a program of its own, in the folder of the exercise: `python traced.py STUB [ARGUMENTS]`. It imports
nothing of the grader, so that the stub finds what it always finds. Times are real seconds.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
import time
import traceback
import types
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

NEAR = 0.005  # two moments this near are one: a timer is late, a thread has to start
GAP = 0.05  # time between calls that is worth a word
OWN = "your own code"
MOST = 5  # waits that are named


class Call:
    """One call to a service."""

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        first = next(iter((*args, *kwargs.values())), None)
        text = "" if first is None else repr(first)
        self.what = f"{name}({text if len(text) < 40 else text[:36] + ' ...'})"
        self.start = time.perf_counter()
        self.end: float | None = None

    def __enter__(self) -> None:
        CALLS.append(self)

    def __exit__(self, *_: object) -> None:
        self.end = time.perf_counter()


CALLS: list[Call] = []


def traced(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of the same kind that writes down when it was called, and until when."""
    if inspect.isasyncgenfunction(function):

        async def stream(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            with Call(name, args, kwargs):
                async with contextlib.aclosing(function(*args, **kwargs)) as items:
                    async for item in items:
                        yield item

        return functools.wraps(function)(stream)
    if inspect.iscoroutinefunction(function):

        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with Call(name, args, kwargs):
                return await function(*args, **kwargs)

        return functools.wraps(function)(coroutine)
    if inspect.isgeneratorfunction(function):

        def generator(*args: Any, **kwargs: Any) -> Iterator[Any]:
            with Call(name, args, kwargs):
                yield from function(*args, **kwargs)

        return functools.wraps(function)(generator)

    def plain(*args: Any, **kwargs: Any) -> Any:
        with Call(name, args, kwargs):
            return function(*args, **kwargs)

    return functools.wraps(function)(plain)


def path(calls: list[tuple[float, float, str]], total: float) -> list[tuple[float, str]]:
    """Return the waits that the end hung on, first one first: walked backwards from the end. Times from the start."""
    found: list[tuple[float, str]] = []
    now = total
    while now > NEAR:
        before = [call for call in calls if call[1] <= now + NEAR and call[0] < now - NEAR]
        last = max((call[1] for call in before), default=0.0)
        if now - last > GAP or not before:
            found.append((now - last, OWN))
            now = last
            continue
        start, _, what = min(call for call in before if call[1] >= last - NEAR)
        found.append((now - start, what))
        now = start
    return found[::-1]


def report(started: float, ended: float) -> str:
    """Say how long it took, and why."""
    total = ended - started
    took = f"Took {total:.2f} s on the real clock"
    if not CALLS:
        return f"{took}. No service was called."
    calls = [(call.start - started, (call.end or ended) - started, call.what) for call in CALLS]
    steps = [step for step in path(calls, total) if step[0] > NEAR]
    moments = sorted([(start, 1) for start, _, _ in calls] + [(end, -1) for _, end, _ in calls])
    flying = peak = 0
    for _, change in moments:
        flying += change
        peak = max(peak, flying)
    together = f"{len(CALLS)} calls to services, at most {peak} at the same time."
    if len(CALLS) == 1:
        together = "One call to a service."
    if not steps:
        return f"{took}. {together}"
    return f"{took}: {why(steps)}.\n{together}"


def why(steps: list[tuple[float, str]]) -> str:
    """Return "1.00 + 2.00: fetch('a'), then fetch('b')"; of many waits, what each service adds up to."""
    if len(steps) <= MOST:
        return f"{' + '.join(f'{seconds:.2f}' for seconds, _ in steps)} = {', then '.join(what for _, what in steps)}"
    sums: dict[str, list[float]] = {}
    for seconds, what in steps:
        sums.setdefault(what.partition("(")[0], []).append(seconds)
    rows = sorted(((sum(times), len(times), name) for name, times in sums.items()), reverse=True)[:MOST]
    return ", ".join(
        f"{seconds:.2f} s {name}{f' ({count} waits)' if count > 1 else ''}" for seconds, count, name in rows
    )


def main(arguments: list[str]) -> int:
    """Run the stub as __main__ and return the exit code that Python would give."""
    file = arguments[0]
    sys.path[0] = str(Path.cwd())
    sys.argv = arguments
    if Path("services.py").exists():
        import services  # type: ignore[import-not-found,unused-ignore]

        for name, value in list(vars(services).items()):
            if inspect.isfunction(value) and value.__module__ == "services" and not name.startswith("_"):
                setattr(services, name, traced(name, value))
    module = types.ModuleType("__main__")
    module.__file__ = file
    started = time.perf_counter()
    code = 0
    try:
        program = compile(Path(file).read_bytes(), file, "exec")
        sys.modules["__main__"] = module
        exec(program, module.__dict__)  # it is the learner's own file, on the learner's own machine
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        if isinstance(leaving.code, str):
            print(leaving.code, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        code = 130
    except BaseException as error:
        show(error)
        code = 1
    ended = time.perf_counter()
    sys.stdout.flush()
    print(f"\n{report(started, ended)}", flush=True)
    return code


def show(error: BaseException) -> None:
    """Print a traceback as Python does, without the lines of this file."""
    told: traceback.TracebackException | None = traceback.TracebackException.from_exception(error)
    for part in _chain(told):
        part.stack = traceback.StackSummary.from_list([line for line in part.stack if line.filename != __file__])
    print("".join(told.format() if told else []), end="", file=sys.stderr)


def _chain(part: traceback.TracebackException | None) -> Iterator[traceback.TracebackException]:
    if part is not None:
        yield part
        yield from _chain(part.__cause__)
        yield from _chain(part.__context__)
        for inner in part.exceptions or []:
            yield from _chain(inner)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
