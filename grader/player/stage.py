"""The stage: loads the stub and a scenario, plays it, and says how it ended.

Sources come over the wire and are compiled under the names that a learner knows
("exercises/41_blocked_loop/blocked_loop.py"), so nothing of a submission has to lie on a disk and every
frame, warning and traceback reads the same on every machine.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import importlib
import importlib.machinery
import importlib.util
import inspect
import linecache
import marshal
import os
import random
import signal
import sys
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from grader.player import hooks, shims, witness
from grader.player.chance import Chance
from grader.player.lines import Lines
from grader.player.places import describe
from grader.player.real_time import PromptWire, RealTime
from grader.player.recorder import Recorder
from grader.player.scheduler import Scheduler
from grader.sandbox import confine
from grader.wire import Message, Wire, pack, unpack


class Sources:
    """Imports the modules of a submission from the sources that the judge sent."""

    def __init__(self, modules: dict[str, list[Any]], ours: dict[str, str | None]) -> None:
        self._modules = modules  # dotted name -> [file name, source, is a package]
        # To compile takes longer than to run.
        self._codes: dict[str, CodeType] = {
            name: marshal.loads(bytes.fromhex(code)) for name, code in ours.items() if code is not None
        }

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name not in self._modules:
            return None
        file, _, is_package = self._modules[name]
        loader: Any = self  # no importlib.abc.Loader: that alone would import a tenth of the standard library
        spec = importlib.machinery.ModuleSpec(name, loader, origin=file, is_package=is_package)
        spec.has_location = True
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Python makes it as it makes others."""

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code(module.__name__), module.__dict__)

    def code(self, name: str) -> CodeType:
        """What a module compiles to. Raises what compile raises."""
        if name not in self._codes:
            file, source, _ = self._modules[name]
            self._codes[name] = compile(source, file, "exec", dont_inherit=True)
        return self._codes[name]

    def get_source(self, name: str) -> str:
        """For inspect and linecache."""
        return str(self._modules[name][1])


def play(wire: Wire) -> None:
    """Play one match: read the judge's setup, run the scenario, report. Never returns."""
    setup = wire.get()
    if setup["scale"]:
        wire = PromptWire(wire.read_fd, wire.write_fd)
    recorder = Recorder(wire, setup["limits"]["output_bytes"], setup["limits"]["step_cpu_seconds"])
    confine.limit(setup["limits"])
    _dump_stacks_on_signals()
    scheduler = recorder.scheduler = _scheduler(setup, wire, recorder)
    sources = Sources(setup["modules"], setup["ours"])
    _prepare(setup, sources, scheduler, recorder)
    function = _scenario(setup)
    _check_syntax(setup, sources, recorder)
    _witness_services(setup, scheduler, recorder)
    if setup["lines"]:
        recorder.lines = Lines(sources.code(name) for name in setup["modules"] if name not in setup["ours"])
    kata = _import(setup, recorder)

    def note(name: str, value: object = None) -> None:
        recorder.say("note", name=str(name), value=pack(value))

    given = {"kata": kata, "note": note, "services": sys.modules.get("services")}
    wanted = inspect.signature(function).parameters
    arguments = {name: value for name, value in given.items() if name in wanted} | unpack(setup["arguments"])
    del kata, given
    wire.put("begin")
    wire.flush()  # what it does from now on, never to be heard of again, is no fault of its import
    recorder.steps.begin()
    if inspect.iscoroutinefunction(function):
        _play_async(function, arguments, recorder)
    else:
        _play_sync(function, arguments, recorder)
    recorder.finish_cleanly()


def _scheduler(setup: Message, wire: Wire, recorder: Recorder) -> Scheduler:
    if not setup["scale"]:
        return Scheduler(wire, recorder)
    scheduler = RealTime(wire, recorder, setup["scale"], setup["origin"])
    scheduler.listen()
    return scheduler


def _play_sync(function: Callable[..., Any], arguments: Any, recorder: Any) -> None:
    try:
        result = function(**arguments)
    except BaseException as error:
        recorder.raised(error)
    else:
        recorder.returned(result)
        del result


def _play_async(function: Callable[..., Any], arguments: Any, recorder: Any) -> None:
    async def main() -> None:
        try:
            result = await function(**arguments)
        except BaseException as error:
            recorder.raised(error)
        else:
            recorder.returned(result)

    recorder.stage_makes_a_loop = True
    try:
        asyncio.run(main())
    except BaseException as error:  # closing the loop went wrong; the result stands
        recorder.event("closing_failed", error=describe(error))


def _prepare(setup: Message, sources: Sources, scheduler: Scheduler, recorder: Recorder) -> None:
    world = shims.WORLD
    world.monotonic_origin, world.wall_origin = setup["monotonic_origin"], setup["wall_origin"]
    world.hash_seed = setup["hash_seed"]
    modules: dict[str, list[Any]] = setup["modules"]
    world.files = frozenset(file for name, (file, _, _) in modules.items() if name not in setup["ours"])
    world.services = modules["services"][0] if "services" in modules else ""
    for file, source, _ in modules.values():
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    random.seed(setup["hash_seed"])
    if sys.platform == "win32":  # proactor loops wait in the kernel, out of reach of the clock
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    if setup["schedule"] is not None:
        scheduler.chance = Chance(setup["schedule"])
    shims.pretend_machine(setup["cpus"])
    sys.meta_path.insert(0, sources)
    hooks.begin(recorder)
    world.scheduler = scheduler


def _check_syntax(setup: Message, sources: Sources, recorder: Recorder) -> None:
    """End the match with Python's own words if a file does not compile."""
    for name, (file, *_) in setup["modules"].items():
        try:
            sources.code(name)
        except SyntaxError as error:
            text = (error.text or "").strip()
            recorder.finish("syntax", module=name, text=error.msg, at=(file, error.lineno or 1), source=text)
        except (ValueError, RecursionError, MemoryError) as error:  # null bytes, nesting without end
            recorder.finish("syntax", module=name, text=str(error), at=(file, 1), source="")


def _witness_services(setup: Message, scheduler: Scheduler, recorder: Recorder) -> None:
    """Put the witnesses in place before the stub binds their names."""
    if "services" not in setup["modules"]:
        return
    line = witness.Line(scheduler, importlib.import_module("services"))
    missing = witness.put_in_place(line, setup["services"])
    if missing:
        recorder.finish("services_disagree", names=missing)


def _import(setup: Message, recorder: Recorder) -> ModuleType:
    """Import the learner's module, or end the match with what it raised."""
    try:
        return importlib.import_module(setup["module"])
    except BaseException as error:
        recorder.finish("import", error=describe(error))


def _scenario(setup: Message) -> Callable[..., Any]:
    """What is played. Its source never comes here, so that no page can show it."""
    namespace: dict[str, Any] = {}
    exec(marshal.loads(bytes.fromhex(setup.pop("scenario"))), namespace)
    function: Callable[..., Any] = namespace[setup["scenario_name"]]
    return function


def _dump_stacks_on_signals() -> None:
    """At the CPU limit the kernel sends SIGXCPU: write down the stack of every thread, then die of it."""
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGXCPU, file=2, all_threads=True, chain=True)
        faulthandler.register(signal.SIGUSR1, file=2, all_threads=True, chain=True)


def main(read_fd: int, write_fd: int) -> None:
    """Play on these descriptors and leave the process."""
    try:
        play(Wire(read_fd, write_fd))
    finally:
        gc.disable()
        os._exit(0)
