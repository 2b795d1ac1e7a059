"""`prove`: every exercise is judged against answers whose verdict is known.

For each exercise: the untouched stub fails, the solution and every right answer pass in full, every wrong
answer fails the part it names under the name it names; services and witnesses agree; no deadline falls on
the instant of a reply (in reality that would be a race); the stamp of the stub is fresh.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from grader.diagnosis import MISTAKES
from grader.exercise import extras, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.grading.job import Job, JobResult, Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.grading.which_checks import Checks
from grader.lab import authoring
from grader.lab.agreement import disagreements
from grader.verdict import ExerciseVerdict, Status

SIDE_BY_SIDE = 4  # grading runs on the real clock, where most of the time is spent waiting
UNCLEAR = "inconclusive"  # on the real clock: the machine was busy with something else
FEW = 30  # simulated answers that are not worth another process


@dataclasses.dataclass(frozen=True)
class Planted:
    """A planted answer. `part` and `mistake` say how a wrong one must fail; None for those that must pass."""

    job: Job
    name: str
    part: int | None = None
    mistake: str = ""


def run(exercises: Sequence[Exercise], options: Options, *, thorough: bool = False) -> int:
    """Prove the exercises and print a line each. Returns the number of those that are not proved.

    A wrong answer has shown what it has to show with the first check that it fails; `thorough`: the rest is played too.
    """
    left_out = [exercise for exercise in exercises if extras.why_not(exercise)]
    exercises = [exercise for exercise in exercises if exercise not in left_out]
    complaints: dict[str, list[str]] = {exercise.id: [] for exercise in exercises}
    planted: list[Planted] = []
    for exercise in exercises:
        try:
            planted += planted_answers(exercise)
        except (SubmissionError, OSError, KeyError, tomllib.TOMLDecodeError) as error:
            complaints[exercise.id].append(str(error))
    counts: dict[str, dict[str, int]] = {exercise.id: {} for exercise in exercises}
    if not thorough:
        planted = [in_a_hurry(answer) for answer in planted]
    real = [answer for answer in planted if answer.job.exercise.clock == "real"]
    simulated = [answer for answer in planted if answer.job.exercise.clock != "real"]
    at_once = min(os.cpu_count() or 1, 1 + len(simulated) // FEW)
    for answer, found in (
        *judge_side_by_side(simulated, options, at_once),
        *judge_side_by_side(real, options, SIDE_BY_SIDE),
    ):
        exercise = answer.job.exercise
        kind = answer.name.partition("/")[0]
        counts[exercise.id][kind] = counts[exercise.id].get(kind, 0) + 1
        complaints[exercise.id] += found
    for exercise in exercises:
        files = authoring.files_of(exercise, submissions_of(exercise))
        complaints[exercise.id] += [f"still to write: {text}" for text in authoring.left_to_write(files)]
        complaints[exercise.id] += [f"stamp: {text}" for text in stubs.stale([exercise])]
        _print_line(exercise, counts[exercise.id], complaints[exercise.id])
    for exercise in left_out:
        print(f"left out {exercise.label}. {extras.why_not(exercise).replace('grade', 'prove')}")
    bad = sum(bool(texts) for texts in complaints.values())
    total = {kind: sum(count.get(kind, 0) for count in counts.values()) for kind in ("right", "wrong")}
    print(
        f"\n{len(exercises) - bad} of {len(exercises)} exercises proved, {total['right']} right and "
        f"{total['wrong']} wrong answers (seed {options.seed}, Python {sys.version.split()[0]})."
    )
    return bad


def in_a_hurry(answer: Planted) -> Planted:
    """A wrong answer is over with the first check that it fails; the others have to pass, or fail, in full."""
    return dataclasses.replace(answer, job=dataclasses.replace(answer.job, first_failure_ends=bool(answer.part)))


def _judge(planted: Sequence[Planted], options: Options) -> list[list[str]]:
    """Return the complaints about each of the planted answers."""
    found = []
    for answer, result in zip(planted, GradingRun([answer.job for answer in planted], options).run(), strict=True):
        texts = [f"{answer.name}: {text}" for text in _complaints(answer, result)]
        if options.real:
            unclear = any(outcome.disturbed for outcome in result.outcomes)
            found.append([f"{UNCLEAR}: {text}" for text in texts] if unclear else texts)
        else:
            found.append(texts + (disagreements(result, options) if answer.name == "solution" else []))
    return found


def judge_side_by_side(planted: Sequence[Planted], options: Options, count: int) -> Iterator[tuple[Planted, list[str]]]:
    """Judge planted answers in so many grading runs at once, and give each with the complaints about it."""
    if count < 2 or not planted:
        yield from zip(planted, _judge(planted, options), strict=True)
        return
    shares = [planted[number::count] for number in range(count)]
    with ProcessPoolExecutor(count, mp_context=_clean_processes()) as pool:
        for share, found in zip(shares, pool.map(_judge, shares, [options] * count), strict=True):
            yield from zip(share, found, strict=True)


def _clean_processes() -> BaseContext:
    """Processes that share nothing with this one; where that can be, what each needs is imported once for all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["grader.lab.prove", "grader.grading.plugin", "pytest_asyncio.plugin", "pytest_timeout"]
    )
    return context


def submissions_of(exercise: Exercise) -> Path:
    """The folder of the planted answers to an exercise."""
    base = exercise.folder.parent.parent
    beside = base / "submissions" / exercise.id
    return beside if beside.is_dir() else base / "tests" / "submissions" / exercise.id


def planted_answers(exercise: Exercise) -> Iterator[Planted]:
    """Yield the stub, the solution, and the right and wrong answers to an exercise, each with what it must get."""
    stub = stubs.handed_out(exercise)
    if set(stub) != set(exercise.files):
        raise SubmissionError(f"its stub was never recorded: python -m grader stamp {exercise.id}")
    yield Planted(job_of(exercise, stub, f"{exercise.id} stub"), "stub", part=0)
    solution = _job(exercise, exercise.solution, "solution")
    yield Planted(dataclasses.replace(solution, keep=True), "solution")  # its calls are compared with services.py
    visible = exercise.visible.is_dir()
    if visible:  # whoever passes the hidden checks passes the visible ones, and a stub does not
        yield Planted(_seen(job_of(exercise, stub, f"{exercise.id} stub")), "stub (visible checks)", part=0)
        yield Planted(_seen(_job(exercise, exercise.solution, "solution")), "solution (visible checks)")
    folder = submissions_of(exercise)
    kinds = {kind: sorted(p for p in (folder / kind).glob("*") if p.is_dir()) for kind in ("right", "wrong")}
    for kind, found in kinds.items():
        if not found:
            raise SubmissionError(f"there are no {kind} answers under {folder.name}/{kind}/ to prove it with")
    for path in kinds["right"]:
        right = _job(exercise, path, f"right/{path.name}")
        yield Planted(right, f"right/{path.name}")
        if visible:
            yield Planted(_seen(right), f"visible checks, right/{path.name}")
    for path in kinds["wrong"]:
        expect: dict[str, Any] = tomllib.loads((path / "expect.toml").read_text(encoding="utf-8"))
        name = f"wrong/{path.name}"
        yield Planted(_job(exercise, path, name), name, int(expect["part"]), str(expect["mistake"]))


def _seen(job: Job) -> Job:
    return dataclasses.replace(job, checks=Checks.VISIBLE)


def _job(exercise: Exercise, folder: Path, label: str) -> Job:
    return job_of(exercise, read_submission(exercise, folder), f"{exercise.id} {label}")


def _complaints(answer: Planted, result: JobResult) -> Iterator[str]:
    verdict = exercise_verdict(result)
    if verdict.status in (Status.ERROR, Status.INCONCLUSIVE):
        problems = [check.message for check in verdict.checks if check.status is verdict.status]
        yield f"{verdict.status}: {verdict.message or problems[0]}"
    elif answer.part is None:
        for check in verdict.checks:
            if check.status is not Status.PASSED:
                yield f"part {check.part} fails ({check.id}): {check.message}"
        if any(outcome.ties for outcome in result.outcomes):
            yield "a deadline falls on the instant of a reply; move one of them"
    elif answer.part == 0:
        if verdict.points:
            yield f"it earns {verdict.points} points as handed out"
    else:
        yield from _not_as_named(answer, verdict)
    if answer.part != 0:
        for outcome in result.outcomes:
            if outcome.tripped:
                yield f"{outcome.tripped}: have the scenario look at what it got before it goes on with it"


def _not_as_named(answer: Planted, verdict: ExerciseVerdict) -> Iterator[str]:
    failed = [check for check in verdict.checks if check.status is Status.FAILED]
    if answer.mistake not in MISTAKES:
        yield f"expect.toml names {answer.mistake!r}, which is no named mistake"
    if not failed:
        yield "passes, and must not"
        return
    first = min(check.part for check in failed)
    if first != answer.part:
        yield f"part {first} is the first that fails, not part {answer.part}"
        return
    names = [check.mistake.name if check.mistake else "none" for check in failed if check.part == first]
    if names[0] != answer.mistake:
        yield f"part {first} fails under {names[0]}, not {answer.mistake}"


def _print_line(exercise: Exercise, count: dict[str, int], complaints: list[str]) -> None:
    proved = f"stub fails, solution passes, {count.get('right', 0)} right, {count.get('wrong', 0)} wrong"
    print(f"{'FAILED' if complaints else 'proved'}  {exercise.label:24} {proved if not complaints else ''}".rstrip())
    for text in complaints:
        print(f"        {text}")
