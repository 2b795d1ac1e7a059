"""Outcomes -> verdict: what a grading run saw, in the words and numbers that everything downstream reads."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.diagnosis import MISTAKES, diagnose
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise, PartSpec
from grader.grading import which_checks
from grader.grading.budget import UsedUp
from grader.grading.job import DISTURBED, Inconclusive, Job, JobResult, NotPlayed, NotReached, Outcome
from grader.judge.checks import CheckFileError
from grader.judge.evidence import Evidence, Failure
from grader.judge.match import Match
from grader.judge.timeline import timeline
from grader.judge.unmet import About, Unmet
from grader.verdict import Check, ExerciseVerdict, Expectation, Part, Status

OUTPUT_CHARACTERS = 4_000  # of what the learner's code printed, kept for each check


def exercise_verdict(result: JobResult) -> ExerciseVerdict:
    """Return the verdict on one job. Failed checks carry their timeline."""
    exercise = result.job.exercise
    checks = tuple(outcome.check or check_verdict(outcome, result.job, False) for outcome in result.outcomes)
    if result.over == DISTURBED:  # what was not played on that account is no failure
        checks = tuple(check if check.reached else _unplayed(check) for check in checks)
    if result.error or not checks:
        return blank_verdict(exercise, Status.ERROR, result.error)
    kind = result.job.checks or which_checks.kind_of(exercise)
    if kind is which_checks.Checks.TRIAL:
        return _tried(result, checks)
    asked = result.job.parts
    if kind is which_checks.Checks.VISIBLE:  # the others are judged with the hidden ones
        asked = frozenset(check.part for check in checks) & (asked or frozenset(range(100)))
    parts = tuple(_part(spec, checks, asked) for spec in exercise.parts)
    unknown = sorted({check.part for check in checks} - {part.number for part in parts})
    if unknown:
        return blank_verdict(
            exercise, Status.ERROR, f"a check names part {unknown[0]}, which exercise.toml does not have"
        )
    return ExerciseVerdict(
        **_who(exercise) | {"max_points": sum(p.max_points for p in parts if p.status is not Status.NOT_SELECTED)},
        status=_worst([check.status for check in checks]),
        points=sum(part.points for part in parts),
        parts=parts,
        checks=checks,
        checks_hash=which_checks.hash_of_checks(exercise, kind),
        message=_elsewhere(parts) if kind is which_checks.Checks.VISIBLE else "",
    )


def _tried(result: JobResult, checks: tuple[Check, ...]) -> ExerciseVerdict:
    """The verdict on a trial: it failed to run, or it waits for the checks that the teacher holds."""
    blank = blank_verdict(result.job.exercise, Status.NOT_SELECTED, "")
    [trial] = checks
    if trial.status is Status.PASSED:
        return dataclasses.replace(blank, message=f"{trial.title[0].upper()}{trial.title[1:]}. {which_checks.HOLDER}")
    parts = tuple(dataclasses.replace(part, status=trial.status) for part in blank.parts)
    return dataclasses.replace(
        blank, status=trial.status, parts=parts, checks=checks, max_points=0, message=which_checks.HOLDER
    )


def _elsewhere(parts: Sequence[Part]) -> str:
    left_out = [part.number for part in parts if part.status is Status.NOT_SELECTED]
    return which_checks.elsewhere(left_out) if left_out else which_checks.OTHERS


def _unplayed(check: Check) -> Check:
    message = f"It was not played: {DISTURBED}."
    return dataclasses.replace(check, status=Status.INCONCLUSIVE, reached=True, message=message)


def blank_verdict(exercise: Exercise, status: Status, message: str) -> ExerciseVerdict:
    """A verdict on an exercise that was not played, with a sentence that says why."""
    here = exercise.parts if status is Status.NOT_SELECTED else which_checks.parts_here(exercise)
    parts = tuple(
        Part(spec.number, spec.title, 0, spec.points, status if spec in here else Status.NOT_SELECTED)
        for spec in exercise.parts
    )
    return ExerciseVerdict(
        **_who(exercise) | {"max_points": sum(spec.points for spec in here)},
        status=status,
        points=0,
        parts=parts,
        checks=(),
        checks_hash=which_checks.hash_of_checks(exercise),
        message=message,
    )


def _who(exercise: Exercise) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "number": exercise.number,
        "title": exercise.title,
        "track": exercise.track,
        "folder": exercise.place,
        "max_points": exercise.max_points,
    }


def _part(spec: PartSpec, checks: Sequence[Check], asked: frozenset[int] | None) -> Part:
    """The verdict on one part. `asked`: the parts that were to be played; None for all."""
    own = [check.status for check in checks if check.part == spec.number]
    status = _worst(own) if own else Status.ERROR
    if asked is not None and spec.number not in asked:
        status = Status.NOT_SELECTED
    return Part(spec.number, spec.title, spec.points if status is Status.PASSED else 0, spec.points, status)


def _worst(statuses: Sequence[Status]) -> Status:
    """The one status that says most: what is ours before what is the learner's, what failed before what passed."""
    for status in (Status.ERROR, Status.INCONCLUSIVE, Status.FAILED):
        if status in statuses:
            return status
    return Status.PASSED


def check_verdict(outcome: Outcome, job: Job, all_timelines: bool) -> Check:
    """Return the verdict on one check of a job. `all_timelines`: also one that passed carries its timeline."""
    matches = outcome.matches
    last = matches[-1] if matches else None
    problem = outcome.problem
    real = job.exercise.clock == "real"
    asked = [match.expectations for match in matches]
    common: dict[str, Any] = {
        "id": outcome.id,
        "part": outcome.spec.part,
        "title": outcome.spec.title,
        "basis": "reported" if any(match.basis == "reported" for match in matches) else "witnessed",
        "expectations": tuple(Expectation(*pair) for pair in dict.fromkeys(itertools.chain(*asked))),
        "elapsed": round(sum(match.seconds for match in matches), 6) if matches and not real else None,
        "output": last.output[:OUTPUT_CHARACTERS] if last else "",
        "schedules": outcome.schedules,
        "timeline": timeline(last.evidence) if last and not real and (problem or all_timelines) else None,
    }
    if problem is None and not matches:
        return Check(**common, status=Status.ERROR, message="The check passed without playing a match.")
    if problem is None:
        return Check(**common, status=Status.PASSED)
    if isinstance(problem, (UsedUp, MemoryError)):
        return Check(**common, status=Status.FAILED, message=_used_up(problem))
    if isinstance(problem, NotReached):
        return Check(**common, status=Status.FAILED, message=f"Not reached: {problem}", reached=False)
    if isinstance(problem, Inconclusive):
        return Check(**common, status=Status.INCONCLUSIVE, message=str(problem))
    if last is not None and isinstance(problem, STUMBLES) and not isinstance(problem, CheckFileError):
        problem = _stumbled(problem)
    if not isinstance(problem, AssertionError):
        return Check(**common, status=Status.ERROR, message=_ours(problem))
    unmet = problem if isinstance(problem, Unmet) else Unmet(About.CONDITION, str(problem) or "A check does not hold.")
    if unmet.mistake and unmet.mistake not in MISTAKES:
        return Check(**common, status=Status.ERROR, message=f"The check names {unmet.mistake!r}, which is no mistake.")
    if last is None:
        return Check(**common, status=Status.ERROR, message=f"The check failed before it played: {unmet.message}")
    sources = job.sources
    return Check(
        **common,
        status=Status.FAILED,
        seed=outcome.seed if outcome.schedules else None,
        message=f"{unmet.message}{_not_timed(last.evidence)}",
        called=last.called_text,
        returned=unmet.returned,
        expected=unmet.expected,
        traceback=_traceback(last.evidence, sources, job)
        if unmet.about in (About.UNEXPECTED_ERROR, About.ERROR) or last.evidence.end == "import"
        else "",
        mistake=diagnose(
            last.evidence,
            unmet,
            sources,
            job.exercise.place,
            ran=last.lines if isinstance(last, Match) else lambda: None,  # on the real clock it is not known
            stubs=functools.partial(_stubs, job.exercise),
            called=f"{last.called_text} {getattr(last, 'names', '')}",
        ),
    )


def _stubs(exercise: Exercise) -> dict[str, str]:
    return {name: data.decode() for name, data in stubs.handed_out(exercise).items()}


def _used_up(problem: BaseException) -> str:
    if isinstance(problem, MemoryError):
        return "It was cut off: what came of your code does not fit into the memory that the judge has for it."
    return f"It was cut off: {problem}."


def _not_timed(evidence: Evidence) -> str:
    """What the clock could not see is said beside the times."""
    if not evidence.not_timed:
        return ""
    found = " and for ".join(what[:60] for what in evidence.not_timed[:3])
    return f"\nNot timed: your code waited for {found}, which is not on this clock."


# What Python raises if data is not as its reader expects.
STUMBLES = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def _stumbled(problem: BaseException) -> Unmet:
    """A check could not make sense of what it was given, and all it is given comes from the learner's code.

    An `error` would keep the points open for anyone who sends such things on purpose. `prove` shows whether it is the
    check that is wrong: then right answers fail as well.
    """
    frames = traceback.extract_tb(problem.__traceback__)
    here = next((frame for frame in reversed(frames) if Path(frame.filename).name.startswith("test_")), None)
    where = f" in line {here.lineno} of the check" if here else ""
    return Unmet(
        About.CONDITION,
        "What came of your code has not the shape that the check looks at: a note is missing, or something is of "
        f"another type or length ({type(problem).__name__}{where}). If your answer is right, please report this.",
    )


def _ours(problem: BaseException) -> str:
    if isinstance(problem, (CheckFileError, NotPlayed)):
        return str(problem)
    return f"The check itself failed: {type(problem).__name__}: {problem}"


def _traceback(evidence: Evidence, sources: dict[str, str], job: Job) -> str:
    """The learner's own frames, as Python writes them, and the exception."""
    error = evidence.error
    if error is None or not (error.frames or error.inner):  # then it says no more than the message does
        return ""
    lines = ["Traceback (most recent call last):"] if error.frames else []
    folder = job.exercise.place
    for file, line, function in error.frames:
        lines.append(f'  File "{folder}/{file}", line {line}, in {function}')
        text = sources.get(file, "").splitlines()
        if 0 < line <= len(text):
            lines.append(f"    {text[line - 1].strip()}")
    return "\n".join([*lines, str(error), *_inner(error)])


def _inner(error: Failure, indent: str = "  ") -> list[str]:
    lines = []
    for child in error.inner:
        lines += [f"{indent}{child}", *_inner(child, indent + "  ")]
    return lines
