"""Grading: selected exercises and submissions -> one verdict. A grading run is put together only here."""

from __future__ import annotations

import dataclasses
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from grader import __version__
from grader.exercise import extras, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, Ungradable, read_submission, remarks
from grader.grading.job import Job, JobResult, Options, job_of
from grader.grading.results import blank_verdict, exercise_verdict
from grader.grading.run import GradingRun
from grader.judge.players import Players
from grader.verdict import ExerciseVerdict, Status, Verdict


def grade(
    exercises: Sequence[Exercise],
    options: Options,
    *,
    folder_of: Callable[[Exercise], Path],
    files_of: Callable[[Exercise], Mapping[str, bytes]] | None = None,
    untouched_too: bool = True,
    progress: Callable[[str], None] | None = None,
    kind: str = "feedback",
    messages: tuple[str, ...] = (),
    all_timelines: bool = False,
    players: Players | None = None,
    seen: Callable[[JobResult], None] | None = None,
) -> Verdict:
    """Judge the submission in `folder_of(exercise)` for each exercise, or the files that `files_of` gives.

    If `untouched_too` is false, a stub as it was handed out is not played: it is `not_started`. `all_timelines`:
    checks that passed carry theirs as well. `players` are taken if they were started beforehand; `seen` is shown
    all that was seen of each submission.
    """
    verdicts: dict[str, ExerciseVerdict] = {}
    jobs: list[Job] = []
    notes = list(messages)
    for exercise in exercises:
        if reason := extras.why_not(exercise):
            verdicts[exercise.id] = blank_verdict(exercise, Status.NOT_SELECTED, reason)
            continue
        try:
            contents = files_of(exercise) if files_of else read_submission(exercise, folder_of(exercise))
        except SubmissionError as error:
            blank = blank_verdict(exercise, Status.FAILED, str(error))
            verdicts[exercise.id] = dataclasses.replace(blank, ungradable=isinstance(error, Ungradable))
            continue
        if not untouched_too and stubs.is_untouched(exercise, contents):
            verdicts[exercise.id] = blank_verdict(exercise, Status.NOT_STARTED, "")
            continue
        if not files_of:
            notes += remarks(exercise, folder_of(exercise), contents)
        jobs.append(dataclasses.replace(job_of(exercise, contents), keep=seen is not None))
    grading_run = GradingRun(jobs, options, progress=progress, all_timelines=all_timelines, players=players)
    for result in grading_run.run():
        verdicts[result.job.exercise.id] = exercise_verdict(result)
        if seen:
            seen(result)
    return Verdict(
        exercises=tuple(verdicts[exercise.id] for exercise in exercises),
        seed=options.seed,
        clock="real" if exercises and all(exercise.clock == "real" for exercise in exercises) else "simulated",
        kind=kind,
        python=platform.python_version(),
        platform=sys.platform,
        grader=__version__,
        layers=("overlay", *grading_run.layers),
        layers_missing=grading_run.layers_missing,
        cpus=options.cpus,
        schedules=options.schedules,
        messages=(*notes, *_no_schedules(jobs, options)),
    )


def _no_schedules(jobs: Sequence[Job], options: Options) -> Iterator[str]:
    """Say which exercises were played once although more schedules were asked for."""
    real = [job.exercise.number for job in jobs if job.exercise.clock == "real"]
    if options.schedules and real:
        yield f"Schedules are drawn on the simulated clock only: {', '.join(real)} was played on the real one, as ever."
