"""Plays the trials of advice: the same exercise, the same seed, the changed source."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import itertools
from collections.abc import Mapping, Sequence

from grader.diagnosis.edits import Suspect
from grader.diagnosis.trials import Advice, Played, Trial, advice
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise
from grader.grading.job import Job, Options, job_of
from grader.grading.results import check_verdict
from grader.grading.run import GradingRun
from grader.judge.players import Players
from grader.verdict import Check, ExerciseVerdict


def advice_on(
    exercise: Exercise,
    contents: Mapping[str, bytes],
    verdict: ExerciseVerdict,
    options: Options,
    players: Players | None = None,
    *,
    untouched_too: bool = False,
    others: Sequence[Suspect] = (),
) -> Advice | None:
    """Return advice on an answer that was tried, for the verdict that this seed gave; None if there is none to give.

    `players` are taken if they were started beforehand, and stay open. `untouched_too`: lines of the stub are changed
    as well. `others` are suspected after what the verdict names.
    """
    if exercise.clock != "simulated" or options.real or not exercise.hints:  # an edition without hints gives none
        return None
    job = job_of(exercise, contents)
    sources = job.sources
    services = next((source for name, (_, source, _) in job.modules.items() if name == "services"), "")
    play = functools.partial(_play, job, options, players)
    same = {file: _as_handed_out(exercise, file, source) for file, source in sources.items()}
    return advice(
        verdict.checks,
        sources,
        services,
        play,
        untouched=lambda file, line: not untouched_too and line in same.get(file, ()),
        others=others,
    )


def _as_handed_out(exercise: Exercise, file: str, source: str) -> set[int]:
    """The lines of a file that are as they were in the stub."""
    stub = stubs.handed_out(exercise).get(file, b"").decode().splitlines()
    blocks = difflib.SequenceMatcher(None, stub, source.splitlines(), autojunk=False).get_matching_blocks()
    return {block.b + step + 1 for block in blocks for step in range(block.size)}


def _play(job: Job, options: Options, players: Players | None, trials: Sequence[Trial]) -> list[Played]:
    played = []
    for further, those in itertools.groupby(trials, key=lambda trial: trial.further):
        seeded = dataclasses.replace(options, seed=options.seed + further)
        jobs = [_job(job, trial) for trial in those]
        for result in GradingRun(jobs, seeded, players=players, keep_players=players is not None).run():
            checks = [outcome.check or check_verdict(outcome, result.job, False) for outcome in result.outcomes]
            played.append(Played(tuple(_in_order(checks, result.job.only or ())), result.played))
    return played


def _in_order(checks: Sequence[Check], ids: Sequence[str]) -> list[Check]:
    return sorted(checks, key=lambda check: ids.index(check.id))


def _job(job: Job, trial: Trial) -> Job:
    modules = {
        name: (file, trial.sources.get(file, source), package) for name, (file, source, package) in job.modules.items()
    }
    return dataclasses.replace(job, modules=modules, only=trial.checks, most_matches=trial.most)
