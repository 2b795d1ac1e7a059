"""`prove --clock real`: do verdicts on the simulated clock agree with real life?

The solutions, all right answers, and one wrong answer for each named mistake are played on the real clock, made
faster by `SCALE`. They must get the verdict that they get otherwise. What cannot agree stands in `SIMULATED_ONLY`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.prove import Planted

SCALE = 0.05  # real seconds for each simulated one

# Mistakes that only a judge that owns the clock can tell, and why. docs/what-simulation-hides.md says the same.
SIMULATED_ONLY = {
    "deadlock": "on the real clock nobody knows that nothing will ever happen: it is only silent",
    "polling": "looking again and again costs CPU there, and no time that could be told from waiting",
    "spinning": "is ended by the same CPU limit on both clocks",
    "blocked-outside": "is seen by the same silence on both clocks",
    "task-unowned": "garbage is collected whenever Python likes, and not before time moves",
    "wait-skipped": "a lower bound: what comes a moment too soon is within what a machine is allowed to be late",
    "no-deadline": "what waits for ever takes for ever there; a simulated hour is over at once",
    "lost-update": "shows under schedules, and in real life once a week",
    "check-then-act": "shows under schedules; in real life when two happen to come close together",
    "loop-starved": "a loop that turns and turns does so a thousand times in no time at all there",
}


def chosen(planted: Iterable[Planted]) -> list[Planted]:
    """Of all planted answers: those that must pass, and the first wrong one for each mistake that can be told."""
    found: list[Planted] = []
    seen = set(SIMULATED_ONLY)
    for answer in planted:
        if answer.part is None:
            found.append(answer)
        elif answer.part > 0 and answer.mistake not in seen:
            seen.add(answer.mistake)
            found.append(answer)
    return found
