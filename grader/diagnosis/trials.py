"""Advice that is tried before it is given: the suspected cause is taken away, and the checks are played once more."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from grader.diagnosis import edits
from grader.diagnosis.edits import Edit
from grader.verdict import Check, Status

MOST_MATCHES = 12  # for one exercise; counted and not timed, so that the same seed says the same
FURTHER = 1000  # from the seed of the verdict to one on which advice has to hold as well; past those of its schedules
# Such a match costs seconds, or cannot be played again.
_NOT_TRIED = {"spinning", "blocked-outside", "tampered", "exited", "flooded", "asked-for-input"}


@dataclasses.dataclass(frozen=True)
class Trial:
    """One change to be played: the sources, the checks by their ids, and how many matches it may cost.

    `further`: so many seeds after that of the verdict.
    """

    sources: Mapping[str, str]
    checks: tuple[str, ...]
    most: int
    further: int = 0


@dataclasses.dataclass(frozen=True)
class Played:
    """What came of a trial: a verdict on each check, and how many matches it took."""

    checks: tuple[Check, ...]
    matches: int


# Plays trials.
Player: TypeAlias = Callable[[Sequence[Trial]], list[Played]]


@dataclasses.dataclass(frozen=True)
class Advice:
    """Advice that worked. `failing`: so many checks of the exercise still fail with it."""

    edit: Edit
    part: int
    failing: int
    named: bool  # it takes away the mistake that the first failed check was given

    def __str__(self) -> str:
        checks = "no other check fails" if not self.failing else _still(self.failing)
        return f"Tried: {self.edit.what} on line {self.edit.line} makes this check pass; {checks}."


def _still(count: int) -> str:
    return "1 other check still fails" if count == 1 else f"{count} other checks still fail"


def advice(
    checks: Sequence[Check],
    sources: Mapping[str, str],
    services: str,
    play: Player,
    *,
    untouched: Callable[[str, int], bool] = lambda file, line: False,
    others: Sequence[edits.Suspect] = (),
) -> Advice | None:
    """Return advice on the first part that fails, or None if no change helps, or two help as well as each other.

    On the seed of the verdict only the first failed check is played. All checks are played on another seed, for a
    change may help by luck. If there are more checks than matches, nothing is tried.

    `checks` are those of the verdict. `untouched` tells the lines that are as they were handed out: those stay.
    `others` are suspected after what the verdict names.
    """
    failed = [check for check in checks if check.status is Status.FAILED]
    if not failed or any(check.mistake and check.mistake.name in _NOT_TRIED for check in failed):
        return None
    if len(checks) >= MOST_MATCHES:
        return None
    part = failed[0].part
    own = [check for check in failed if check.part == part]
    if not all(check.reached for check in checks):
        own = own[:1]
    mistakes = [(check.mistake.name, check.mistake.file, check.mistake.line) for check in own if check.mistake]
    suspects = [each for each in edits.suspects_of(mistakes) if not untouched(each[1], each[2])]
    suspects += [each for each in others if each not in suspects]
    if not suspects:
        return None
    found = edits.of(dict(sources), services, suspects)
    found.sort(key=lambda edit: _rank(edit, suspects))
    found = found[: MOST_MATCHES - len(checks)]
    screened = play([Trial(_changed(sources, edit), (own[0].id,), 1) for edit in found])
    left = MOST_MATCHES - sum(each.matches for each in screened)
    working: list[Advice] = []
    for edit, each in zip(found, screened, strict=True):
        if working and _rank(edit, suspects) > _rank(working[0].edit, suspects):
            break
        if not each.checks or each.checks[0].status is not Status.PASSED or left <= 0:
            continue
        every = tuple(dict.fromkeys(check.id for check in (*own, *checks)))
        [whole] = play([Trial(_changed(sources, edit), every, left, FURTHER)])
        left -= whole.matches
        if _is_harmless(whole.checks, checks, part):
            still = sum(check.status is not Status.PASSED for check in whole.checks)
            working.append(Advice(edit, part, still, edit.mistake == own[0].mistake.name if own[0].mistake else False))
    told = {(each.edit.what, each.edit.line) for each in working}
    return working[0] if len(told) == 1 else None


def _rank(edit: Edit, suspects: Sequence[edits.Suspect]) -> tuple[int, int, int, int]:
    """First what was observed, then asyncio's own form, the twin, a thread; then the smaller change, then the line."""
    return suspects.index((edit.mistake, edit.file, edit.line)), edit.form, edit.size, edit.line


def _changed(sources: Mapping[str, str], edit: Edit) -> dict[str, str]:
    return {**sources, edit.file: edit.applied(sources[edit.file])}


def _is_harmless(now: Sequence[Check], before: Sequence[Check], part: int) -> bool:
    """Whether all of the part passes, nothing fails that passed, and no mistake has come up that was not there.

    A mistake that comes up may be the very trap of the lesson: a `time.sleep` in a thread passes with one waiter, and
    not with a hundred.
    """
    was = {check.id: check for check in before}
    known = {check.mistake.name for check in before if check.mistake}
    for check in now:
        old = was[check.id]
        if check.status is Status.PASSED:
            continue
        if check.part == part or old.status is Status.PASSED or not check.reached:
            return False
        name = check.mistake.name if check.mistake else ""
        if name not in known:
            return False
    return True
