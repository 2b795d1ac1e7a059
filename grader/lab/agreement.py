"""Do the services of an exercise and the judge's witnesses agree? Asked by `prove`, never by a grading."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from typing import Any

from grader.grading.job import JobResult, Options
from grader.judge.clock import SECOND, Clock
from grader.judge.players import open_players
from grader.judge.scenarios import scenario
from grader.judge.talk import Setup, play
from grader.judge.world import Service, World
from grader.player.witness import kind_of
from grader.wire import unpack


@scenario
async def ask_plainly(kata, name, args):  # type: ignore[no-untyped-def]
    answer = getattr(kata, name)(**args)
    try:
        if inspect.isasyncgen(answer):
            return [item async for item in answer]
        if inspect.isgenerator(answer):
            return list(answer)
        return await answer if inspect.iscoroutine(answer) else answer
    except Exception as error:
        return ("raised", type(error).__name__)


def disagreements(result: JobResult, options: Options) -> list[str]:
    """Compare services.py with the check file's services, by the calls that the solution made."""
    job = result.job
    if "services" not in job.modules:
        return []
    plain = types.ModuleType("services")
    exec(compile(job.modules["services"][1], "services.py", "exec"), plain.__dict__)
    asked: dict[str, tuple[World, dict[str, Any]]] = {}
    services: dict[str, Service] = {}
    for outcome in result.outcomes:
        for match in outcome.matches:
            services.update(match.world.services)
            for call in match.evidence.calls:
                if call.outcome == "answered":
                    asked.setdefault(call.name, (match.world, call.args))
    found = [text for service in services.values() for text in _signatures(service, plain)]
    if not found and job.exercise.clock == "simulated":
        players = open_players(spawn=options.spawn, isolation=options.isolation)
        try:
            for name, (world, args) in asked.items():
                setup = Setup(
                    job.modules,
                    "services",
                    ask_plainly.source,
                    ask_plainly.name,
                    {"name": name, "args": args},
                )
                empty = World("plain", {}, Clock(10**6 * SECOND))
                answer = play(players, setup, empty, options.limits).result
                found += _shapes(name, answer, world, args)
        finally:
            players.close()
    return [f"services: {text}" for text in found]


def _signatures(service: Service, plain: types.ModuleType) -> Iterator[str]:
    function = getattr(plain, service.name, None)
    if not inspect.isfunction(function):
        yield f"services.py has no function {service.name}"
        return
    theirs = [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]
    ours = [(p.name, p.kind, p.default) for p in inspect.signature(service.reply).parameters.values()][1:]
    if theirs != ours:
        yield f"{service.name} has other parameters in services.py than in the check file"
    if ("generator" in kind_of(function)) != service.streams:
        yield f"{service.name} streams on one side only"


def _shapes(name: str, plain: Any, world: World, args: dict[str, Any]) -> Iterator[str]:
    replies = [reply for _, reply in world.script(name, args) if reply[0] != "end"]
    if replies and replies[-1][0] == "error":
        judged: Any = ("raised", replies[-1][1])
        same = plain == judged
    elif world.services[name].streams:
        judged = [unpack(reply[1]) for reply in replies]
        same = isinstance(plain, list) and {type(item) for item in plain} == {type(item) for item in judged}
    else:
        judged = unpack(replies[0][1])
        same = type(plain) is type(judged)
    if not same:
        yield f"{name} gives {plain!r:.80} in services.py and something like {judged!r:.80} in the check file"
