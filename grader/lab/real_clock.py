"""`prove --clock real`: do verdicts on the simulated clock agree with real life?

The solutions, all right answers, and one wrong answer for each named mistake are played on the real clock, made
faster by `SCALE`. They must get the verdict that they get otherwise. What cannot agree stands in `SIMULATED_ONLY`.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable, Sequence

from grader.exercise.catalogue import Exercise
from grader.grading.job import Options
from grader.grading.which_checks import Checks
from grader.lab.prove import UNCLEAR, Proof, in_a_hurry, judge_side_by_side, planted_answers

SCALE = 0.04  # real seconds for each simulated one
PACE = {  # for some exercises it is another one, so many times as slow
    "hundred_pollers": 8,  # what a hundred calls cost the machine is more than what they would wait for
    "all_or_nothing": 3,  # its clean-up has to last longer than a machine may be late
    "graceful_stop": 3,  # so has its
}
AT_ONCE = (14, 7, 2)  # grading runs: most time is spent waiting. Who does not agree is played again, in less of a crowd

# Mistakes that only a judge that owns the clock can tell, and why. docs/what-simulation-hides.md says the same.
SIMULATED_ONLY = {
    "deadlock": "on the real clock nothing shows that the program will never go on: it is only silent",
    "polling": "looking again and again costs CPU there, and the time it takes looks like waiting",
    "spinning": "the same CPU limit stops it on both clocks",
    "blocked-outside": "the same silence shows it on both clocks",
    "task-unowned": "Python collects garbage at any time there, not before time moves",
    "wait-skipped": "a lower bound: a moment too soon is within the tolerance for a late machine",
    "no-deadline": "an endless wait takes forever there; a simulated hour is over at once",
    "lost-update": "shows under schedules, and in real life once a week",
    "check-then-act": "shows under schedules; in real life if two tasks happen to come close together",
    "not-given-back": "the next one waits forever: a deadlock, which is only silent there",
    "task-done-missing": "`queue.join()` waits forever: a deadlock, which is only silent there",
    "wrong-thread": "a loop that is not woken is only silent there",
    "heap-tie": "no two moments are exactly equal there",
    "loop-starved": "a loop turns a thousand times there in next to no time",
    "guessed-wait": "the sleep is found among the lines that ran, and these are not recorded there",
    "too-slow": "so is the pause that nothing asked for",
}


def chosen(planted: Iterable[Proof]) -> list[Proof]:
    """Of all planted answers: those that must pass, and the first wrong one for each mistake that can be told."""
    found: list[Proof] = []
    seen = set(SIMULATED_ONLY)
    for answer in planted:
        if answer.job.checks is Checks.VISIBLE:
            continue  # the hidden ones say the same, and more
        if answer.part is None:
            found.append(_at_its_pace(answer))
        elif answer.part > 0 and answer.mistake not in seen:
            seen.add(answer.mistake)
            found.append(_at_its_pace(in_a_hurry(answer)))
    return found


def _at_its_pace(answer: Proof) -> Proof:
    pace = PACE.get(answer.job.exercise.id, 1.0)
    return dataclasses.replace(answer, job=dataclasses.replace(answer.job, pace=pace))


def run(exercises: Sequence[Exercise], options: Options) -> tuple[int, int]:
    """Play them, print what disagrees, and return how many do, and how many could not be told."""
    began = time.monotonic()
    simulated = [exercise for exercise in exercises if exercise.clock == "simulated"]
    answers = chosen(answer for exercise in simulated for answer in planted_answers(exercise))
    complaints: dict[str, list[str]] = {}
    left = [answers]  # who does not agree yet, before each round and after the last
    for at_once in AT_ONCE:
        for answer, found in judge_side_by_side(left[-1], options, min(at_once, len(left[-1]))):
            complaints[answer.job.label] = found.complaints
        left.append([answer for answer in left[-1] if complaints[answer.job.label]])
    unclear = [answer for answer in left[-1] if any(text.startswith(UNCLEAR) for text in complaints[answer.job.label])]
    disagree = [answer for answer in left[-1] if answer not in unclear]
    for answer in (*disagree, *unclear):
        for text in complaints[answer.job.label]:
            print(f"{answer.job.exercise.label}: {text}".replace(" (simulated)", ""))  # those of the faster clock
    right = sum(answer.part is None for answer in answers)
    print(
        f"\n{len(answers) - len(left[-1])} of {len(answers)} answers get the same verdict on the real clock: "
        f"{right} that must pass, and a wrong one for each of {len(answers) - right} mistakes. {len(disagree)} do not, "
        f"{len(unclear)} could not be told; {len(left[1])} were played again, in less of a crowd. "
        f"{time.monotonic() - began:.0f} s, {options.real:g} s for each simulated one, seed {options.seed}, "
        f"Python {sys.version.split()[0]}."
    )
    return len(disagree), len(unclear)
