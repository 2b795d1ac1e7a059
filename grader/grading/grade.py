"""Grading: selected exercises and submissions -> one verdict. The one place where a grading run is put together."""

from __future__ import annotations

import dataclasses
import io
import platform
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader import __version__
from grader.exercise import extras, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, pristine, read_submission
from grader.grading.results import blank_verdict, exercise_verdict
from grader.grading.run import GradingRun, Job, JobResult, Options
from grader.judge.players import Players
from grader.verdict import ExerciseVerdict, Status, Verdict


def grade(
    exercises: Sequence[Exercise],
    options: Options,
    *,
    folder_of: Callable[[Exercise], Path],
    untouched_too: bool = True,
    progress: Callable[[str], None] | None = None,
    kind: str = "feedback",
    messages: tuple[str, ...] = (),
    all_timelines: bool = False,
    players: Players | None = None,
    seen: Callable[[JobResult], None] | None = None,
) -> Verdict:
    """Judge the submission in `folder_of(exercise)` for each exercise.

    Where `untouched_too` is false, a stub as it was handed out is not played: it is `not_started`. `all_timelines`:
    checks that passed carry theirs as well. `players` are taken where they were started beforehand; `seen` is shown
    all that was seen of each submission.
    """
    verdicts: dict[str, ExerciseVerdict] = {}
    jobs: list[Job] = []
    for exercise in exercises:
        if reason := extras.why_not(exercise):
            verdicts[exercise.id] = blank_verdict(exercise, Status.NOT_SELECTED, reason)
            continue
        try:
            contents = read_submission(exercise, folder_of(exercise))
        except SubmissionError as error:
            verdicts[exercise.id] = blank_verdict(exercise, Status.FAILED, str(error))
            continue
        if not untouched_too and stubs.is_untouched(exercise, contents):
            verdicts[exercise.id] = blank_verdict(exercise, Status.NOT_STARTED, "")
            continue
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
        messages=(*messages, *_no_schedules(jobs, options)),
    )


def _no_schedules(jobs: Sequence[Job], options: Options) -> Iterator[str]:
    """Say which exercises were played once although more schedules were asked for."""
    real = [job.exercise.number for job in jobs if job.exercise.clock == "real"]
    if options.schedules and real:
        yield f"Schedules are drawn on the simulated clock only: {', '.join(real)} was played on the real one, as ever."


def job_of(exercise: Exercise, contents: Mapping[str, bytes], label: str = "") -> Job:
    """Return the job of judging these contents, with the exercise's own other files around them."""
    files = pristine(exercise, contents)
    return Job(exercise, modules(files), label, files)


def modules(files: Mapping[str, bytes]) -> dict[str, tuple[str, str, bool]]:
    """Return the Python modules among `files`: dotted name -> file, source, is a package.

    A folder without `__init__.py` is a package too, an empty one.
    """
    found: dict[str, tuple[str, str, bool]] = {}
    for file, data in files.items():
        path = PurePosixPath(file)
        if path.suffix == ".py":
            package = path.name == "__init__.py"
            names = path.parts[:-1] if package else path.with_suffix("").parts
            found[".".join(names)] = (file, _text(data), package)
    for name in list(found):
        for parent in _parents(name):
            found.setdefault(parent, (f"{parent.replace('.', '/')}/__init__.py", "", True))
    return found


def _parents(name: str) -> Iterable[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _text(data: bytes) -> str:
    """Decode source as Python does (PEP 263), with plain line ends. `read_submission` has proved that it works."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
