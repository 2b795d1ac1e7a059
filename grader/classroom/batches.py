"""Judging what has not been judged yet: answers in batches, on any executor, into the store as they come."""

from __future__ import annotations

import collections
import dataclasses
import functools
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from typing import Any

from grader.classroom import fingerprints, work
from grader.classroom.store import Store
from grader.exercise.catalogue import Exercise
from grader.grading.job import Options
from grader.verdict import UNJUDGED, Status

MOST = 40  # answers in one batch; on a cluster, what is done again if a worker is lost
LOOK = 0.2  # real seconds between two looks for verdicts that have come
TRIES = 3  # of an answer whose judge ended before its time

Plain = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Piece:
    """One answer to one exercise, and the parts of it that are to be judged."""

    exercise: Exercise
    answer: str
    parts: tuple[int, ...]

    @property
    def name(self) -> str:
        """What it is called in a batch."""
        return f"{self.exercise.id} {self.answer}"


class Keys:
    """The key of each part of each answer, under these options."""

    def __init__(self, exercises: Iterable[Exercise], options: Options) -> None:
        self.options = options
        self.checks = {exercise.id: fingerprints.of_parts(exercise) for exercise in exercises}

    def of(self, exercise: Exercise, part: int, answer: str) -> str:
        """The key under which the result of a part lies in the store."""
        return fingerprints.key(exercise, part, answer, self.checks[exercise.id][part], self.options)


def advice_key(piece: Piece, keys: Keys) -> str:
    """The key under which advice that was tried on an answer lies in the store."""
    return keys.of(piece.exercise, piece.exercise.parts[0].number, piece.answer)


def to_judge(answers: Iterable[tuple[Exercise, str]], keys: Keys, store: Store) -> list[Piece]:
    """Return what is not in the store, or is there without a verdict. Equal answers are judged once."""
    found = []
    for exercise, answer in dict.fromkeys(answers):
        numbers = [spec.number for spec in exercise.parts]
        records = {number: store.record(keys.of(exercise, number, answer)) for number in numbers}
        missing = [number for number, record in records.items() if record is None or record["status"] in UNJUDGED]
        if any(not check["reached"] for record in records.values() if record for check in record["checks"]):
            missing = numbers if missing else []  # one part kept another from being played: all or nothing
        if missing:
            found.append(Piece(exercise, answer, tuple(missing)))
    return found


def judge_all(
    pieces: Sequence[Piece],
    keys: Keys,
    store: Store,
    executor: Executor,
    at_once: int,
    judged: Callable[[int], None] = lambda count: None,
    run: Callable[..., work.Judged] = work.judge,
) -> None:
    """Judge the pieces and put every result into the store. Raises WorkerError.

    A batch that is lost, with its worker or because its process ended, is judged again without the answer that
    was at fault; that one gets a process for itself, and after three of them an `error`: ours, and never a zero.
    If the machine was too busy to tell, an answer is judged once more, alone, when all others are done. That stands.
    """
    by_name = {piece.name: piece for piece in pieces}
    arrived: queue.SimpleQueue[tuple[str, Plain]] = queue.SimpleQueue()
    kept: set[str] = set()
    later: list[Piece] = []  # the machine was too busy to tell
    alone: set[str] = set()

    def keep(verdicts: Iterable[tuple[str, Plain]]) -> None:
        for name, verdict in verdicts:
            if name in kept:
                continue
            kept.add(name)
            if name not in alone and any(part["status"] == Status.INCONCLUSIVE for part in verdict["parts"]):
                later.append(by_name[name])
                continue
            _keep(by_name[name], verdict, keys, store)
            judged(1)

    if isinstance(executor, ThreadPoolExecutor):  # it runs here, and can hand over each verdict as it comes
        run = functools.partial(run, tell=lambda name, verdict: arrived.put((name, verdict)))
    waiting = collections.deque((group, 1) for group in _groups(pieces, at_once))
    running: dict[Future[work.Judged], tuple[Sequence[Piece], int]] = {}
    while waiting or running or later:
        if not (waiting or running):
            piece = later.pop(0)
            kept.discard(piece.name)
            alone.add(piece.name)
            waiting.append(([piece], 1))
        while waiting and len(running) < at_once + 1:  # one more, so that no worker has to wait for us
            group, tries = waiting.popleft()
            running[executor.submit(run, _batch(group, keys, store))] = (group, tries)
        done = wait(running, LOOK, return_when=FIRST_COMPLETED).done
        while not arrived.empty():
            keep([arrived.get()])
        for future in done:
            group, tries = running.pop(future)
            try:
                result = future.result()
            except work.WorkerError:
                raise
            except Exception as error:  # whatever an executor says of a lost worker
                result = work.Judged({}, group[0].name if len(group) == 1 else "", f"the worker was lost: {error}")
            keep(result.verdicts.items())
            store.put_tried((advice_key(by_name[name], keys), text) for name, text in result.tried.items())
            left = [piece for piece in group if piece.name not in kept]
            for again in _again(left, result):
                if len(again) == 1 and tries >= TRIES:
                    keep([(again[0].name, _given_up(again[0], result.how))])
                else:
                    waiting.appendleft((again, tries + 1 if len(again) == 1 else tries))


def _groups(pieces: Sequence[Piece], at_once: int) -> Iterator[Sequence[Piece]]:
    """Batches: neighbours share an exercise, and its check file is read once. Real ones take long: few of them."""
    for clock, most in (("real", 2), ("simulated", MOST)):
        own = [piece for piece in pieces if piece.exercise.clock == clock]
        own.sort(key=lambda piece: piece.exercise.number)  # stable
        size = max(1, min(most, -(-len(own) // (3 * at_once))))
        yield from (own[start : start + size] for start in range(0, len(own), size))


def _again(left: Sequence[Piece], result: work.Judged) -> Iterator[Sequence[Piece]]:
    """What of a batch has to be judged again: what was at fault alone, and the others together."""
    if not left:
        return
    culprit = [piece for piece in left if piece.name == result.culprit]
    others = [piece for piece in left if piece.name != result.culprit]
    if culprit:
        yield culprit
        if others:
            yield others
    else:  # it is not known whose fault it was
        yield from ([piece] for piece in left)


def _batch(group: Sequence[Piece], keys: Keys, store: Store) -> work.Batch:
    exercises = {piece.exercise.id: piece.exercise for piece in group}.values()
    options = dataclasses.asdict(keys.options)
    return work.Batch(
        {exercise.folder.name: fingerprints.hidden_files(exercise) for exercise in exercises},
        tuple((piece.name, piece.exercise.id, store.answer(piece.answer), piece.parts) for piece in group),
        options,
        fingerprints.of_grader(),
        next(iter(exercises)).folder.parent.name,
    )


def _keep(piece: Piece, verdict: Plain, keys: Keys, store: Store) -> None:
    rows = []
    for number in piece.parts:
        record = _record(verdict, number)
        key = keys.of(piece.exercise, number, piece.answer)
        rows.append((key, piece.exercise.id, number, piece.answer, record["status"], record))
    store.put(rows)


def _record(verdict: Mapping[str, Any], number: int) -> Plain:
    [part] = [part for part in verdict["parts"] if part["number"] == number]
    checks = [check for check in verdict["checks"] if check["part"] == number]
    layers = {name: verdict.get(name, ()) for name in ("layers", "layers_missing")}
    return {"status": part["status"], "checks": checks, "message": verdict["message"], **layers}


def _given_up(piece: Piece, how: str) -> Plain:
    """The verdict on an answer that brought its judge down each time it was tried."""
    parts = [{"number": number, "status": Status.ERROR.value} for number in piece.parts]
    message = f"The grader itself failed on this answer {TRIES} times: {how}"
    return {"parts": parts, "checks": [], "message": message}
