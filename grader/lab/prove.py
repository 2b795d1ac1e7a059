"""`prove`: every exercise is judged against answers whose verdict is known.

For each exercise: the untouched stub fails, the solution and every right answer pass in full, every wrong
answer fails the part it names under the name it names; services and witnesses agree; no deadline falls on
the instant of a reply (in reality that would be a race); the stamp of the stub is fresh. Each part of a simulated
exercise has a visible check, which the solution and the right answers pass and the stub fails. The line that the
verdict on a wrong answer names is compared with the one that its author marked.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.context import BaseContext

from grader.diagnosis import MISTAKES
from grader.exercise import extras, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.grading.job import Job, Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.grading.which_checks import Checks, titles
from grader.lab import authoring
from grader.lab.agreement import disagreements
from grader.lab.answers import FAULT, BookError, PlantedAnswer, book_of, find, note_seen, read_book
from grader.verdict import Check, ExerciseVerdict, Mistake, Status

SIDE_BY_SIDE = 4  # grading runs on the real clock
PASSES = "it passes"  # what was seen of a wrong answer that is accepted
UNCLEAR = "inconclusive"  # on the real clock: the machine was busy with something else
NEAR = 2  # so many lines may lie between the line that is marked and the one that the verdict names
NOT_NAMED = -1  # the part of a wrong answer whose cell does not say
FEW = 30  # simulated answers that are not worth another process


@dataclasses.dataclass(frozen=True)
class Proof:
    """A job whose verdict is known. `part`: the first that fails; 0: no point is earned; None: all of it passes."""

    job: Job
    name: str
    part: int | None = None
    mistake: str = ""
    planted: PlantedAnswer | None = None


@dataclasses.dataclass(frozen=True)
class Finding:
    """What is wrong with a proof, and for a wrong answer what was seen."""

    complaints: list[str]
    seen: str = ""  # part, mistake and line of the verdict
    marked: bool = False  # its author marked a line
    elsewhere: str = ""  # the verdict names another line than the marked one: which


def run(
    exercises: Sequence[Exercise],
    options: Options,
    *,
    thorough: bool = False,
    lines: bool = False,
    accept: bool = False,
    seeds: int = 0,
) -> int:
    """Prove the exercises and print a line each. Returns the number of those that are not proved.

    A wrong answer has shown what it has to show with the first check that it fails; `thorough`: the rest is played too.
    `lines`: a verdict that names another line than the marked one fails, too. `seeds`: wrong answers have to fail on so
    many more seeds, and in the same way. `accept`: what was seen of wrong answers
    that fail otherwise than they say is noted in their cells.
    """
    left_out = [exercise for exercise in exercises if extras.why_not(exercise)]
    exercises = [exercise for exercise in exercises if exercise not in left_out]
    complaints: dict[str, list[str]] = {exercise.id: [] for exercise in exercises}
    found: dict[str, list[tuple[Proof, Finding]]] = {exercise.id: [] for exercise in exercises}
    proofs: list[Proof] = []
    for exercise in exercises:
        try:
            proofs += planted_answers(exercise)
        except (SubmissionError, BookError) as error:
            complaints[exercise.id].append(str(error))
    if not thorough:
        proofs = [in_a_hurry(proof) for proof in proofs]
    real = [proof for proof in proofs if proof.job.exercise.clock == "real"]
    simulated = [proof for proof in proofs if proof.job.exercise.clock != "real"]
    at_once = min(os.cpu_count() or 1, 1 + len(simulated) // FEW)
    with ThreadPoolExecutor(1) as beside:  # on the real clock most of the time is spent waiting
        waiting = beside.submit(lambda: list(judge_side_by_side(real, options, SIDE_BY_SIDE)))
        judged = list(judge_side_by_side(simulated, options, at_once, yielding=bool(real)))
    for proof, finding in (*judged, *waiting.result()):
        found[proof.job.exercise.id].append((proof, finding))
        complaints[proof.job.exercise.id] += finding.complaints
        if lines and finding.elsewhere:
            complaints[proof.job.exercise.id].append(finding.elsewhere)
    for seed, proof, finding in _on_more_seeds(simulated, options, seeds, at_once):
        complaints[proof.job.exercise.id] += [f"seed {seed}: {text}" for text in finding.complaints]
    for exercise in exercises:
        if accept and found[exercise.id]:
            seen = {proof.name: finding.seen if finding.complaints else "" for proof, finding in found[exercise.id]}
            note_seen(exercise, seen)
        files = authoring.files_of(exercise, book_of(exercise))
        complaints[exercise.id] += _parts_unseen(exercise)
        complaints[exercise.id] += [f"still to write: {text}" for text in authoring.left_to_write(files)]
        complaints[exercise.id] += [f"stamp: {text}" for text in stubs.stale([exercise])]
        _print_line(exercise, found[exercise.id], complaints[exercise.id])
    for exercise in left_out:
        print(f"left out {exercise.label}. {extras.why_not(exercise).replace('grade', 'prove')}")
    bad = sum(bool(texts) for texts in complaints.values())
    everything = [pair for pairs in found.values() for pair in pairs]
    marked = [finding for _, finding in everything if finding.marked]
    print(
        f"\n{len(exercises) - bad} of {len(exercises)} exercises proved, {_count(everything, 'right')} right and "
        f"{_count(everything, 'wrong')} wrong answers (seed {options.seed}, Python {sys.version.split()[0]}).\n"
        f"Verdicts name the marked line of {sum(not finding.elsewhere for finding in marked)} of {len(marked)} wrong "
        "answers that have one (--lines: which they do not)."
    )
    return bad


def _parts_unseen(exercise: Exercise) -> Iterator[str]:
    """Complain of the parts of a simulated exercise that no visible check is about."""
    seen = {part for _, part, _ in titles(exercise, Checks.VISIBLE)}
    for spec in exercise.parts:
        if exercise.clock != "real" and spec.number not in seen:
            yield f"part {spec.number} has no visible check (checks/): a student edition cannot judge it"


def _on_more_seeds(
    simulated: Sequence[Proof], options: Options, seeds: int, at_once: int
) -> Iterator[tuple[int, Proof, Finding]]:
    """Judge the wrong answers on more seeds, and give each with its seed and what was found."""
    wrong = [proof for proof in simulated if proof.part]
    for seed in range(options.seed + 1, options.seed + 1 + seeds):
        for proof, finding in judge_side_by_side(wrong, dataclasses.replace(options, seed=seed), at_once):
            yield seed, proof, finding


def _count(found: Sequence[tuple[Proof, Finding]], kind: str) -> int:
    return sum(proof.name.startswith(f"{kind}/") for proof, _ in found)


def in_a_hurry(answer: Proof) -> Proof:
    """A wrong answer is over with the first check that it fails; the others have to pass, or fail, in full."""
    return dataclasses.replace(answer, job=dataclasses.replace(answer.job, first_failure_ends=bool(answer.part)))


def _judge(planted: Sequence[Proof], options: Options) -> list[Finding]:
    """Return what was found of each."""
    found = []
    for answer, result in zip(planted, GradingRun([answer.job for answer in planted], options).run(), strict=True):
        finding = _finding(answer, exercise_verdict(result), any(outcome.ties for outcome in result.outcomes))
        texts = finding.complaints + [
            f"{answer.name}: {outcome.tripped}: have the scenario look at what it got before it goes on with it"
            for outcome in result.outcomes
            if outcome.tripped and finding.complaints  # a scenario may raise on purpose: then all is as it should be
        ]
        if options.real and any(outcome.disturbed for outcome in result.outcomes):
            texts = [f"{UNCLEAR}: {text}" for text in texts]
        elif not options.real and answer.name == "solution":
            texts = texts + disagreements(result, options)
        found.append(dataclasses.replace(finding, complaints=texts))
    return found


def judge_side_by_side(
    planted: Sequence[Proof], options: Options, count: int, *, yielding: bool = False
) -> Iterator[tuple[Proof, Finding]]:
    """Judge planted answers in so many grading runs at once, and give each with what was found.

    `yielding`: they leave the processors to what is judged on the real clock meanwhile.
    """
    if count < 2 or not planted:
        yield from zip(planted, _judge(planted, options), strict=True)
        return
    shares = [planted[number::count] for number in range(count)]
    give_way = _give_way if yielding else None
    with ProcessPoolExecutor(count, mp_context=_clean_processes(), initializer=give_way) as pool:
        for share, found in zip(shares, pool.map(_judge, shares, [options] * count), strict=True):
            yield from zip(share, found, strict=True)


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(10)


def _clean_processes() -> BaseContext:
    """Processes that share nothing with this one; where that can be, what each needs is imported once for all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["grader.lab.prove", "grader.grading.plugin", "pytest_asyncio.plugin", "pytest_timeout"]
    )
    return context


def planted_answers(exercise: Exercise) -> Iterator[Proof]:
    """Yield the stub, the solution, and the right and wrong answers to an exercise, each with what it must get."""
    stub = stubs.handed_out(exercise)
    if set(stub) != set(exercise.files):
        raise SubmissionError(f"its stub was never recorded: nox -s check -- {exercise.id}")
    yield Proof(job_of(exercise, stub, f"{exercise.id} stub"), "stub", part=0)
    solution = job_of(exercise, read_submission(exercise, exercise.solution), f"{exercise.id} solution")
    yield Proof(dataclasses.replace(solution, keep=True), "solution")  # its calls are compared with services.py
    visible = exercise.visible.is_dir()
    if visible:  # an answer that passes the hidden checks passes the visible ones; a stub does not
        yield Proof(_seen(job_of(exercise, stub, f"{exercise.id} stub")), "stub (visible checks)", part=0)
        yield Proof(_seen(solution), "solution (visible checks)")
    answers = read_book(exercise)
    for kind in ("right", "wrong"):
        if not any(answer.kind == kind for answer in answers):
            raise BookError(f"{book_of(exercise).name} holds no {kind} answers to prove it with.")
    for planted in answers:
        job = job_of(exercise, planted.files, f"{exercise.id} {planted.label}")
        if planted.kind == "wrong":
            yield Proof(job, planted.label, planted.part or NOT_NAMED, planted.mistake, planted)
        else:
            yield Proof(job, planted.label, planted=planted)
            if visible:
                yield Proof(_seen(job), f"visible checks, {planted.label}", planted=planted)


def _seen(job: Job) -> Job:
    return dataclasses.replace(job, checks=Checks.VISIBLE)


def _finding(answer: Proof, verdict: ExerciseVerdict, ties: bool) -> Finding:
    """What is wrong with the verdict on an answer. `ties`: a deadline fell on the instant of a reply."""
    where = (
        f"{answer.name}, {book_of(answer.job.exercise).name}:{answer.planted.line}" if answer.planted else answer.name
    )
    if verdict.status in (Status.ERROR, Status.INCONCLUSIVE):
        problems = [check.message for check in verdict.checks if check.status is verdict.status]
        return Finding([f"{where}: {verdict.status}: {verdict.message or problems[0]}"])
    failed = [check for check in verdict.checks if check.status is Status.FAILED]
    if answer.part is None:
        texts = [f"part {check.part} fails ({check.id}): {check.message}" for check in failed]
        texts += ["a deadline falls on the instant of a reply; move one of them"] if ties else []
    elif answer.part == 0:
        texts = [f"it earns {verdict.points} points as handed out"] if verdict.points else []
    elif not failed:
        return Finding([f"{where}: passes, and must not"], PASSES)
    else:
        part = min(check.part for check in failed)
        first = next(check for check in failed if check.part == part)
        return _compared(answer, where, first)
    return Finding([f"{where}: {text}" for text in texts])


def _compared(answer: Proof, where: str, first: Check) -> Finding:
    """The first check that a wrong answer fails, compared with what its cell says."""
    mistake = first.mistake or Mistake("none")
    named = f"line {mistake.line}: {mistake.text.strip()}" if mistake.line else "no line"
    texts = []
    if answer.part == NOT_NAMED:
        texts.append("its cell names no part and mistake; they are for a person to judge")
    elif answer.mistake not in MISTAKES:
        texts.append(f"its cell names {answer.mistake!r}, which is no named mistake")
    elif first.part != answer.part:
        texts.append(f"part {first.part} is the first that fails, not part {answer.part}")
    elif mistake.name != answer.mistake:
        texts.append(f"part {first.part} fails under {mistake.name}, not {answer.mistake}")
    faults = answer.planted.faults if answer.planted else ()
    near = any(file == mistake.file and abs(line - (mistake.line or -NEAR)) <= NEAR for file, line in faults)
    return Finding(
        [f"{where}: {text}" for text in texts],
        seen=f"part {first.part}, {mistake.name}, {named}",
        marked=bool(faults),
        elsewhere="" if near or not faults else f"{where}: the verdict names {named}. Marked: line {faults[0][1]}",
    )


def show(exercise: Exercise, name: str) -> None:
    """Print a planted answer in full: each line with its number, and with that of the book if it stands there."""
    planted = find(exercise, name)
    print(f"{exercise.id} {planted.label}: number, number in {book_of(exercise).name}, line")
    for file, data in planted.files.items():
        print(file)
        for number, text in enumerate(data.decode().splitlines(), start=1):
            mark = f"  {FAULT}" if (file, number) in planted.faults else ""
            print(f"{number:5} {planted.line_in_book(file, number) or '':>5}  {text}{mark}".rstrip())


def _print_line(exercise: Exercise, found: Sequence[tuple[Proof, Finding]], complaints: list[str]) -> None:
    proved = f"stub fails, solution passes, {_count(found, 'right')} right, {_count(found, 'wrong')} wrong"
    print(f"{'FAILED' if complaints else 'proved'}  {exercise.label:24} {proved if not complaints else ''}".rstrip())
    for text in complaints:
        print(f"        {text}")
