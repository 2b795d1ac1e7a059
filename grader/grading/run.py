"""A grading run: one pytest session over submissions and checks.

`grade`, `prove`, watch and every class worker are grading runs; nothing starts a pytest for a check or a
submission, because importing pytest is most of what that would cost. The session trusts nothing around it:
explicit plugins, no conftest, an ini file of our own, no cache, no bytecode.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gc
import importlib.util
import os
import random
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.exercise.stubs import handed_out
from grader.exercise.submission import pristine
from grader.grading import known_answers, which_checks
from grader.grading.budget import Budget, UsedUp
from grader.grading.job import (
    DISTURBED,
    TRIES,
    Inconclusive,
    Job,
    JobResult,
    NotReached,
    Options,
    Outcome,
    modules,
)
from grader.grading.metronome import Metronome
from grader.judge.checks import CheckFileError, CheckSpec
from grader.judge.clock import SECOND, Clock, RealTimeClock
from grader.judge.evidence import ENDS_THE_EXERCISE, ENDS_THE_PART, NOT_PLAYED_AGAIN, Born, Evidence, Place
from grader.judge.match import Match
from grader.judge.players import ROOT, ExitReport, Players, WireClosed, open_players
from grader.judge.scenarios import Scenario
from grader.judge.talk import Setup
from grader.judge.talk import play as play_match
from grader.judge.unmet import About, Unmet
from grader.judge.whose import tripped_over
from grader.judge.world import Latency, Service, World
from grader.sandbox.isolation import LEVELS, IsolationError
from grader.sandbox.limits import Limits

SELDOM = (
    20_000,
    50,
    50,
)  # a grading run makes much and little garbage: to look for it as often as usual takes a twentieth
if TYPE_CHECKING:  # only who plays on the real clock waits for these imports
    from grader.live.programs import LiveForkServer
    from grader.live.stage import LiveMatch

INI = Path(__file__).with_name("pytest.ini")
BUSY = 0.3  # of a silence that the player could have run and got no CPU; its own threads cannot take each other so much
SECONDS_OF_A_SCHEDULE = 0.5  # real, far above what a play takes: our own fuse
WAITED = 0.02  # real seconds that a player got no CPU in all; less of it spoils no match on the real clock
LONGEST_SILENCE = 100.0  # simulated seconds, on the real clock: no check lets an hour go by there


# Parts of pytest that a grading run has no use for, and whose imports and hooks would cost time.
UNUSED_PLUGINS = (
    "cacheprovider", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin", "recwarn", "setuponly",
    "setupplan", "stepwise", "subtests", "terminal", "threadexception", "unittest",
    "unraisableexception",  # it collects garbage twice, which takes as long as a match
)  # fmt: skip


class GradingRun:
    """Plays every check of every job. `run` returns a result a job; `layers` are known afterwards."""

    def __init__(
        self,
        jobs: Sequence[Job],
        run_options: Options,
        *,
        progress: Callable[[str], None] | None = None,
        all_timelines: bool = False,
        players: Players | None = None,
        keep_players: bool = False,
    ) -> None:
        """`all_timelines`: checks that passed carry theirs as well. `players`: what starts them, if that was
        started beforehand; it is closed with the grading run, unless `keep_players` says that others come after it."""
        self._kept = players if keep_players else None
        self._all_timelines = all_timelines
        self.results = [JobResult(job) for job in jobs]
        self.options = run_options
        self.limits = _with_room(run_options)
        self.layers: tuple[str, ...] = ()
        self.layers_missing: tuple[str, ...] = ()
        self._progress = progress or (lambda label: None)
        self._players = players
        self._fork_server: LiveForkServer | None = None
        self._budget: Budget | None = None  # of the exercise that is being played
        self._closed = False
        self._metronome = Metronome() if run_options.real else None
        self._by_folder: dict[Path, list[int]] = {}
        for number, job in enumerate(jobs):
            self._by_folder.setdefault(which_checks.folder_of(job.exercise, job.checks).resolve(), []).append(number)

    def run(self) -> list[JobResult]:
        """Play. Everything a learner's code can do ends in an outcome, never in an exception here."""
        if not self.results:
            self._close()
            return []
        if not self._players and any(result.job.exercise.clock == "simulated" for result in self.results):
            self._players = self._open()  # before pytest is imported: they start side by side
        try:
            self._require()
            if self._players is not None and not self.options.real:
                known_answers.vouch(self._players, ROOT / ".awaitlings")
            self._session()
        finally:
            self._close()
        for result in self.results:
            if not result.outcomes and not result.error:
                result.error = "no check was found for it"
        return self.results

    def _open(self) -> Players:
        return open_players(spawn=self.options.spawn, isolation=self.options.isolation, real=bool(self.options.real))

    def _require(self) -> None:
        """Raise IsolationError if the options require a layer that this machine does not give."""
        level = self.options.isolation
        if self._players is not None and LEVELS[level]:
            self._players.require(level)
        programs = {result.job.exercise.number for result in self.results if result.job.exercise.clock == "real"}
        if LEVELS[level] and programs:
            raise IsolationError(
                f"--isolation {level}: {', '.join(sorted(programs))} run as programs on the real clock, which reach "
                "the network. Nothing was played: leave them out, or grade them without it, in their own container."
            )

    def _close(self) -> None:
        self._closed = True
        if self._metronome is not None:
            self._metronome.stop()
        for servers in (self._players, self._fork_server):
            if servers is not None and servers is not self._kept:
                servers.close()
        self.layers, self.layers_missing = self.enforced()

    def enforced(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The layers that are in force for what has been played so far, and those that are missing."""
        servers = [one for one in (self._players, self._fork_server) if one is not None]
        layers = (layer for one in servers for layer in one.layers)
        return tuple(layers), tuple(layer for one in servers for layer in one.layers_missing)

    def _session(self) -> None:
        import pytest

        from grader.grading.plugin import Plugin

        for name in ("pytest_asyncio", "pytest_timeout"):
            if importlib.util.find_spec(name) is None:  # pytest would say so in words of its own
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        files = [str(file) for folder in self._by_folder for file in sorted(folder.glob("test_*.py"))]
        options = [
            *("-c", str(INI), "--rootdir", str(INI.parent), "--noconftest", "--import-mode=importlib"),
            "--continue-on-collection-errors",  # or one broken check file would end the session for everybody
            *(f"-pno:{name}" for name in UNUSED_PLUGINS),
            *("-p", "pytest_asyncio.plugin", "-p", "pytest_timeout", "--assert=plain", "--capture=no"),
            "--timeout=1",  # so that the plugin is asked to set its timer, which is another one
        ]
        with _settings_of_a_session():
            pytest.main([*options, *files], plugins=[Plugin(self)])

    # --- used by the plugin ---------------------------------------------------------------------------

    def jobs_of(self, path: Path) -> list[int]:
        """The numbers of the jobs that a check file belongs to."""
        return self._by_folder.get(path.parent.resolve(), [])

    def schedules_of(self, number: int, spec: CheckSpec) -> int:
        """How often a check is played, each time with another seed that draws what Python leaves open; 0: plainly."""
        if self.results[number].job.exercise.clock == "real" or self.options.real:
            return 0  # real life draws by itself
        return spec.schedules if self.options.schedules is None else self.options.schedules

    def begin(self, number: int) -> None:
        """The first check of a job is about to be played."""
        result = self.results[number]
        if result.budget is None:
            live = result.job.exercise.clock == "real"
            limits = (
                dataclasses.replace(self.limits, exercise_seconds=self.limits.live_seconds) if live else self.limits
            )
            result.budget = Budget(limits)
            self._budget = result.budget
            self._progress(result.job.label or result.job.exercise.label)

    def over(self, number: int, outcome: Outcome) -> None:
        """A check is over: make the verdict on it and let go of what it rests on."""
        from grader.grading.results import check_verdict

        job = self.results[number].job
        budget = self.results[number].budget
        assert budget is not None
        try:
            with budget.cut_off():
                outcome.check = check_verdict(outcome, job, self._all_timelines)
        except UsedUp as problem:  # what there is to be seen cannot be looked at with what is left
            outcome.problem = problem
            outcome.check = check_verdict(outcome, job, False)
        except Exception:  # a fault of ours: it is met again, and told, outside of pytest, which would swallow it
            return
        outcome.disturbed = any(match.evidence.disturbed for match in outcome.matches)
        outcome.ties = sum(match.ties for match in outcome.matches)
        if not job.keep:
            outcome.matches.clear()
            if outcome.problem is not None:
                outcome.problem.__traceback__ = None  # its frames hold the matches

    def play(self, number: int, check: str, services: dict[str, Service], outcome: Outcome, scenario: Scenario,
             latency: dict[str, Latency], cpus: int | None, arguments: dict[str, Any]) -> Match:  # fmt: skip
        """Play one match for a check. Raises Unmet if it ended in no ordinary way."""
        from grader.diagnosis import ending

        result = self.results[number]
        if not isinstance(scenario, Scenario):
            raise CheckFileError("play(…) takes a function marked with @scenario.")
        if unknown := set(latency) - set(services):
            raise CheckFileError(
                f"latency= names {', '.join(sorted(unknown))}, which the check file declares no @service for."
            )
        job = result.job
        setup = Setup(
            job.modules,
            job.exercise.module,
            scenario.source,
            scenario.name,
            arguments,
            cpus or self.options.cpus,
            schedule=bool(outcome.schedules),
            ours=frozenset(name for name, (file, *_) in job.modules.items() if file not in job.exercise.files),
        )
        result.played += 1
        if job.most_matches is not None and result.played > job.most_matches:
            result.over = "as many matches have been played as a trial may cost"
            raise NotReached(result.over)
        key = f"{outcome.seed}/{job.exercise.id}/{check}"
        killed = 0
        for left in reversed(range(TRIES)):
            world = self._world(key, services, outcome, job.pace, latency)
            if self._metronome is not None:
                self._metronome.begin()
            evidence = self.play_once(setup, world)
            if self._metronome is not None:
                evidence.disturbed = evidence.exit.waited > WAITED or self._metronome.disturbed()
            killed += evidence.end == "fork_server_ended"
            if evidence.end == "fork_server_ended" and killed < 2:  # another process may have ended it
                continue
            if evidence.end != "silent" or not _too_busy(evidence, self.limits, left):
                break
        else:
            result.over = DISTURBED
            raise Inconclusive("The machine was too busy: your code was given no time to run. Grade again.")
        match = Match(evidence, world, functools.partial(scenario.called, arguments), latency)
        match.names = scenario.names
        fresh = functools.partial(self._world, key, services, outcome, job.pace, latency)
        match.lines = functools.cache(
            functools.partial(self._lines_that_ran, setup, fresh, evidence, trial=job.most_matches is not None)
        )
        outcome.matches.append(match)
        if evidence.born is not None:
            match.tripped_over = tripped_over(evidence.born, scenario)
            if match.tripped_over is None:
                world = World(key, services, self._clock("", job.pace), latency)
                evidence.ours = self._fails_without_it(job, setup, world, evidence.born)
            line = f"line {evidence.born.span[0]}" if evidence.born.span else "code of ours"
            outcome.tripped = f"{line} of {scenario.name} raises {evidence.error}"
        if evidence.end == "services_disagree":
            raise CheckFileError(ending(evidence))
        if evidence.end in ENDS_THE_EXERCISE or (evidence.end in ENDS_THE_PART and not world.begun):
            result.over = ending(evidence)
        elif evidence.end in ENDS_THE_PART:
            result.parts_over[outcome.spec.part] = ending(evidence)
        if evidence.end not in ("returned", "raised"):
            raise Unmet(About.END, ending(evidence, job.sources))
        return match

    def _lines_that_ran(
        self, setup: Setup, world: Callable[[], World], seen: Evidence, *, trial: bool
    ) -> frozenset[Place] | None:
        """Play a match once more for its lines. None if that is not the same match, or would cost too much."""
        if self._closed or self.options.real or trial or seen.end in NOT_PLAYED_AGAIN:
            return None
        again = self.play_once(dataclasses.replace(setup, lines=True), world())
        return again.lines if again.lines and again.witnessed() == seen.witnessed() else None

    def _world(
        self, key: str, services: dict[str, Service], outcome: Outcome, pace: float, latency: dict[str, Latency]
    ) -> World:
        clock = self._clock(f"{key}/ties" if outcome.schedules else "", pace)
        return World(key, services, clock, latency)

    def _fails_without_it(self, job: Job, setup: Setup, world: World, born: Born) -> bool:
        """Whether an error that seems to be ours comes with the stub as well. Else the learner's code provokes it."""
        stub = handed_out(job.exercise)
        if set(stub) != set(job.exercise.files):
            return False
        control = dataclasses.replace(setup, modules=modules(pristine(job.exercise, stub)))
        return born.same_place(self.play_once(control, world).born)

    def _clock(self, chance: str, pace: float) -> Clock:
        """The clock of a match; `chance` is a seed for the order of what is due at once, "" if that is not drawn."""
        latest = round(self.limits.simulated_seconds * SECOND)
        if self.options.real:
            return RealTimeClock(latest, self.options.real * pace)
        return Clock(latest, random.Random(chance) if chance else None)

    async def play_live(
        self, number: int, check: str, services: dict[str, Service], libraries: Sequence[str], outcome: Outcome,
        script: Callable[[LiveMatch], Awaitable[None]],
    ) -> None:  # fmt: skip
        """Play one check on the real clock. Raises Unmet if something does not hold."""
        from grader.live.stage import Disturbed, LiveMatch, play_live

        result = self.results[number]
        exercise = result.job.exercise
        budget = self._budget
        assert budget is not None

        def make(folder: Path) -> LiveMatch:
            assert self._fork_server is not None
            seed = f"{self.options.seed}/{exercise.id}/{check}"
            match = LiveMatch(folder, exercise.files, self._fork_server, seed, services)
            outcome.again += bool(outcome.matches)
            outcome.matches[:] = [match]
            return match

        for first in (True, False):
            fork_server = self._live_fork_server(libraries)
            budget.for_a_match()
            budget.starved = fork_server.starved
            try:
                await play_live(script, make, result.job.files, tries=TRIES)
                break
            except Disturbed as problem:
                result.over = DISTURBED
                raise Inconclusive(str(problem)) from None
            except UsedUp:  # in the middle of a talk, maybe
                self._drop_live_fork_server()
                raise
            except (OSError, WireClosed):
                self._drop_live_fork_server()
                if not first:  # once it may have been the machine; no machine does it twice
                    if outcome.matches:
                        outcome.matches[-1].evidence.end = "fork_server_ended"
                    result.over = "the process that starts your program was ended or stopped while it ran, twice"
                    raise Unmet(About.END, f"{result.over.capitalize()}.") from None
            finally:
                budget.played(*fork_server.used())

    def _live_fork_server(self, libraries: Sequence[str]) -> LiveForkServer:
        from grader.live.programs import LiveForkServer

        self._fork_server = self._fork_server or LiveForkServer(confine=self.options.isolation != "none")
        self._fork_server.import_once(libraries)
        return self._fork_server

    def _drop_live_fork_server(self) -> None:
        if self._fork_server is not None:
            self._fork_server.close()
        self._fork_server = None

    def play_once(self, setup: Setup, world: World) -> Evidence:
        """One match, from its start to its evidence. A fork server that was killed or stopped is replaced."""
        assert self._players is not None
        limits, budget = self.limits, self._budget
        if budget is not None:
            limits, budget.starved = budget.for_a_match(), self._players.starved
        try:
            evidence = play_match(self._players, setup, world, limits)
        except UsedUp:  # in the middle of a talk: the player may wait for a reply
            self._start_anew()
            raise
        except (OSError, LookupError, ValueError, WireClosed) as problem:
            busy = isinstance(problem, TimeoutError) and not self._players.stopped
            self._start_anew()
            if busy:  # it answers at once, and no player can stop it without being seen
                return Evidence(end="silent", exit=ExitReport(starved=float("inf")))
            return Evidence(end="fork_server_ended")
        if budget is not None:
            budget.played(evidence.exit.cpu, evidence.exit.starved or 0.0, silent=evidence.end == "silent")
        return evidence

    def _start_anew(self) -> None:
        assert self._players is not None
        if self._budget is not None:
            self._budget.played(0.0, 0.0)
        self._players.close()
        self._players = self._open()


@contextlib.contextmanager
def _settings_of_a_session() -> Iterator[None]:
    """No plugin of the machine's, no option of its user's, no bytecode beside checks; afterwards all is as it was."""
    told = {name: os.environ.pop(name, None) for name in ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS")}
    bytecode, often = sys.dont_write_bytecode, gc.get_threshold()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)
        os.environ.update({name: value for name, value in told.items() if value is not None})
        sys.dont_write_bytecode = bytecode
        gc.set_threshold(*often)


def _with_room(run_options: Options) -> Limits:
    """The limits of a grading run: who asks for many schedules, or plays on the real clock, has time for that."""
    if run_options.real:
        silence = LONGEST_SILENCE * run_options.real
        return dataclasses.replace(
            run_options.limits,
            silent_seconds=silence,
            exercise_seconds=run_options.limits.exercise_seconds + 100 * silence,
        )
    more = (run_options.schedules or 0) * SECONDS_OF_A_SCHEDULE
    return dataclasses.replace(
        run_options.limits,
        exercise_cpu_seconds=run_options.limits.exercise_cpu_seconds + more * 10,
        exercise_seconds=run_options.limits.exercise_seconds + more * 10,
    )


def _too_busy(evidence: Evidence, limits: Limits, left: int) -> bool:
    """Whether it was the machine that kept a silent player from its processor. `left`: so many tries are left.

    The kernel says how long the player could have run and did not. If it does not say so, a player that is not
    asleep is tried again, and the last try stands.
    """
    if evidence.detail.get("sleeping"):
        return False
    starved = evidence.exit.starved
    return left > 0 if starved is None else starved > BUSY * limits.silent_seconds
