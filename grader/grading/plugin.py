"""The pytest side of a grading run: finds the checks of each job, gives them `play`, and writes down how they end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.grading.budget import LEAST, Budget
from grader.grading.job import TRIES, Inconclusive, NotReached, Outcome
from grader.judge.match import Match
from grader.judge.scenarios import Scenario
from grader.judge.unmet import About, Unmet
from grader.judge.world import Latency, Service

if TYPE_CHECKING:
    from grader.grading.run import GradingRun

# What does not hold however much time there is.
WHATEVER_THE_TIME = {About.NEVER_AWAITED, About.EXTRA_LOOP, "syntax", "import", "services_disagree", "silent"}

# What a busy machine alone can bring about.
A_MATTER_OF_TIME = {About.TOO_LONG, About.TOO_SHORT, About.CAME_LATE, About.DEADLINE_MISSED, About.NOTE_TIMES}


class Plugin:
    """The pytest side of a grading run."""

    def __init__(self, grading_run: GradingRun) -> None:
        self._grading_run = grading_run
        self._outcomes: dict[str, Outcome] = {}
        self._numbers: dict[str, int] = {}  # of the job that each check is played for

    @pytest.fixture
    def awaitlings_job(self, request: pytest.FixtureRequest) -> int:
        """The number of the job that a check is played for."""
        return int(request.param)

    @pytest.fixture
    def play(self, request: pytest.FixtureRequest, awaitlings_job: int) -> Callable[..., Any]:
        """What a check calls: `match = await play(scenario, **arguments)`."""
        return self._player_of_matches(request.node, awaitlings_job)

    def _player_of_matches(self, item: Any, number: int) -> Callable[..., Any]:
        outcome = self._outcomes[item.nodeid]
        services = {value.name: value for value in vars(item.module).values() if isinstance(value, Service)}
        libraries = getattr(item.module, "LIBRARIES", ())
        if self._grading_run.results[number].job.exercise.clock == "real":
            return functools.partial(
                self._grading_run.play_live, number, item.originalname, services, libraries, outcome
            )

        async def play(
            scenario: Scenario,
            *,
            latency: dict[str, Latency] | None = None,
            cpus: int | None = None,
            **arguments: Any,
        ) -> Match:
            """Play one match. It holds the judge's loop: nothing else runs on it."""
            return self._grading_run.play(
                number, item.originalname, services, outcome, scenario, latency or {}, cpus, arguments
            )

        return play

    # --- hooks ----------------------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: Any) -> None:
        numbers = self._grading_run.jobs_of(metafunc.definition.path)
        if "awaitlings_job" in metafunc.fixturenames:
            metafunc.parametrize("awaitlings_job", numbers, indirect=True, ids=[str(number) for number in numbers])

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in [item for item in items if not hasattr(item, "callspec")]:
            items.remove(item)
            for number in self._grading_run.jobs_of(item.path):
                self._grading_run.results[
                    number
                ].error = f"{item.name} in its check file does not take the fixture play"
        order = {id(item): place for place, item in enumerate(items)}
        items.sort(key=lambda item: (_number(item), order[id(item)]))
        for item in list(items):
            spec = getattr(item.function, "awaitlings_check", None)
            result = self._grading_run.results[_number(item)]
            job = result.job
            left_out = job.parts is not None and spec is not None and spec.part not in job.parts
            if left_out or (job.only is not None and item.originalname not in job.only):
                items.remove(item)
                continue
            if spec is None:
                result.error = f"{item.originalname} in its check file is not marked with @check(part=…, title=…)"
                continue
            # What pytest would print of a failure is not used, and making it took four times as long as the match.
            item.repr_failure = lambda excinfo, style=None: ""
            outcome = Outcome(spec, item.originalname, [])
            outcome.seed = self._grading_run.options.seed
            self._outcomes[item.nodeid] = outcome
            self._numbers[item.nodeid] = _number(item)
            result.outcomes.append(outcome)
            if schedules := self._grading_run.schedules_of(_number(item), spec):
                item.obj = _under_schedules(item.obj, schedules, outcome)
            elif self._grading_run.options.real and result.job.exercise.clock == "simulated":
                item.obj = _until_undisturbed(item.obj, outcome)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Any:
        report = yield
        if report.failed:
            for number in self._grading_run.jobs_of(collector.path):
                self._grading_run.results[number].error = f"its check file cannot be used: {_last_line(report)}"
        return report

    def pytest_runtest_setup(self, item: Any) -> None:
        number = _number(item)
        result = self._grading_run.results[number]
        outcome = self._outcomes[item.nodeid]
        if not result.over and result.budget is not None:
            result.over = result.budget.why(LEAST)
        if why := result.over or result.parts_over.get(outcome.spec.part, ""):
            outcome.problem = NotReached(why)
            pytest.skip(why)

    def pytest_timeout_set_timer(self, item: Any, settings: Any) -> bool:
        """A check begins, with what is left of its exercise's limits. They have timers of their own."""
        self._grading_run.begin(_number(item))
        self._budget_of(_number(item)).begin()
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Any:
        with self._budget_of(_number(item)).cut_off():
            return (yield)

    def pytest_timeout_cancel_timer(self, item: Any) -> bool:
        """The timers go on until the verdict is made."""
        return True

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        if nodeid not in self._outcomes:
            return
        number = self._numbers[nodeid]
        self._grading_run.over(number, self._outcomes[nodeid])
        self._budget_of(number).end()

    def _budget_of(self, number: int) -> Budget:
        budget = self._grading_run.results[number].budget
        assert budget is not None
        return budget

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        outcome = self._outcomes.get(item.nodeid)
        if outcome is None or isinstance(outcome.problem, NotReached):
            return
        if call.excinfo is not None:
            outcome.problem = call.excinfo.value
            result = self._grading_run.results[_number(item)]
            if result.job.first_failure_ends:
                result.over = "a check before it failed"
        elif call.when == "call":
            outcome.problem = None


def _under_schedules(check: Callable[..., Any], schedules: int, outcome: Outcome) -> Callable[..., Any]:
    """A check that is played so often, with one seed after the other, until it fails. Only the last play is kept."""

    @functools.wraps(check)
    async def under_schedules(**fixtures: Any) -> None:
        first = outcome.seed
        for number in range(schedules):
            outcome.seed, outcome.schedules = first + number, number + 1
            outcome.matches.clear()
            await check(**fixtures)

    return under_schedules


def _until_undisturbed(check: Callable[..., Any], outcome: Outcome) -> Callable[..., Any]:
    """A check on the real clock. If it fails and the machine was busy with something else, it is played again."""

    @functools.wraps(check)
    async def undisturbed(**fixtures: Any) -> None:
        ways: dict[About | str, Exception] = {}
        for _ in range(TRIES):
            outcome.matches.clear()
            try:
                await check(**fixtures)
                return
            except Inconclusive:
                raise
            except Exception as problem:
                way = _way(problem, outcome)
                busy = any(match.evidence.disturbed for match in outcome.matches)
                if not busy or way in WHATEVER_THE_TIME:
                    raise
                ways[way] = problem
        if len(ways) == 1 and not A_MATTER_OF_TIME & set(ways):  # a busy machine fails in another way each time
            raise next(iter(ways.values()))
        failed = ", then ".join(way.value if isinstance(way, About) else way for way in ways)
        raise Inconclusive(
            f"The machine was busy with something else each time ({failed}). Play it again when it is not."
        )

    return undisturbed


def _way(problem: Exception, outcome: Outcome) -> About | str:
    """In which way a play failed: what was not met, how the match ended, or the class of the error."""
    if not isinstance(problem, Unmet):
        return type(problem).__name__
    return outcome.matches[-1].evidence.end if problem.about is About.END else problem.about


def _number(item: Any) -> int:
    return int(item.callspec.params["awaitlings_job"])


def _last_line(report: Any) -> str:
    lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
    return lines[-1].removeprefix("E").strip() if lines else "it failed to import"
