"""`prove --tried`: what is tried as advice on every wrong answer, and whether rule and trial agree.

Rule and trial disagree if taking the named cause away changes nothing, and taking another one away, at the marked line,
makes all of that part pass. Then the rule is at fault. Advice does harm if its own part fails with it on another seed.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Sequence

from grader.exercise import extras
from grader.exercise.catalogue import Exercise
from grader.grading.job import Job, Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.grading.trials import advice_on
from grader.judge.players import Players, open_players
from grader.lab.answers import PlantedAnswer, read_book
from grader.verdict import ExerciseVerdict, Status

# What else may be wrong at a marked line, if the rules have named something else.
OTHERS = ("never-awaited", "blocking-call", "nested-run", "called-too-early", "sequential-awaits", "polling",
          "task-unowned", "cancellation-swallowed")  # fmt: skip


def run(exercises: Sequence[Exercise], options: Options, *, seeds: int = 0) -> int:
    """Try advice on the wrong answers and print the share for each mistake. Returns how many faults were found.

    `seeds`: advice that was found is played on so many more seeds.
    """
    failing: collections.Counter[str] = collections.Counter()
    helped: collections.Counter[str] = collections.Counter()
    faults = []
    players = open_players(spawn=options.spawn, isolation=options.isolation)  # for all trials
    for exercise in exercises:
        if exercise.clock != "simulated" or extras.why_not(exercise):
            continue
        answers = [answer for answer in read_book(exercise) if answer.kind == "wrong"]
        jobs = [job_of(exercise, answer.files, answer.label) for answer in answers]
        before = helped.total()
        for answer, result in zip(answers, GradingRun(jobs, options).run(), strict=True):
            failing[answer.mistake] += 1
            faults += _try(exercise, answer, result.job, exercise_verdict(result), options, seeds, helped, players)
        print(f"{exercise.label}: {helped.total() - before} of {len(answers)}", flush=True)
    players.close()
    for mistake, count in failing.most_common():
        print(f"{mistake:26} {helped[mistake]:3} of {count}")
    print(f"{'all':26} {helped.total():3} of {failing.total()} (seed {options.seed})")
    for fault in faults:
        print(fault)
    return len(faults)


def _try(
    exercise: Exercise, answer: PlantedAnswer, job: Job, verdict: ExerciseVerdict, options: Options, seeds: int,
    helped: collections.Counter[str], players: Players,
) -> list[str]:  # fmt: skip
    """Try advice on one wrong answer, and return what is at fault with it."""
    others = [(name, file, line) for file, line in answer.faults for name in OTHERS if name != answer.mistake]
    found = advice_on(exercise, answer.files, verdict, options, players, untouched_too=True, others=others)
    if found is None:
        return []
    where = f"{exercise.number} {answer.label}: line {found.edit.line}, {found.edit.what}"
    if not found.named:
        return [f"{where}: helps, and takes {found.edit.mistake} away. The rules named {answer.mistake}."]
    helped[answer.mistake] += 1
    modules = {
        name: (file, found.edit.applied(source) if file == found.edit.file else source, package)
        for name, (file, source, package) in job.modules.items()
    }
    jobs = [dataclasses.replace(job, modules=modules, parts=frozenset({found.part}))]
    for seed in range(options.seed + 1, options.seed + 1 + seeds):
        [result] = GradingRun(jobs, dataclasses.replace(options, seed=seed)).run()
        if any(check.status is Status.FAILED for check in exercise_verdict(result).checks):
            return [f"{where}: does harm, for part {found.part} fails with it on seed {seed}."]
    return []
