"""A batch: some answers to some exercises, judged in one grading run, in a process of its own.

`judge(batch)` runs anywhere that has this version of the grader: in a thread here, in a pool, on a worker of a
cluster. It starts `python -m grader.classroom.work`, which reads the batch, says which answer it begins and each
verdict when it is there, and ends when its class is gone. So an answer that brings its judge down, or holds
it for ever, costs itself alone, and is named.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from grader.errors import UserError
from grader.exercise.catalogue import ROOT

if TYPE_CHECKING:
    from grader.grading.run import GradingRun

Plain = dict[str, Any]
GRACE = 60.0  # real seconds without a word beyond what one exercise may take
_running: set[subprocess.Popen[str]] = set()


@dataclasses.dataclass(frozen=True)
class Batch:
    """What a worker needs. `jobs` are (name, exercise id, files, parts to judge); `exercises` are folder -> files."""

    exercises: Mapping[str, Mapping[str, bytes]]
    jobs: tuple[tuple[str, str, Mapping[str, bytes], tuple[int, ...]], ...]
    options: Plain
    grader: str
    folder: str = "exercises"  # how the folder of the exercises is called in a verdict


@dataclasses.dataclass(frozen=True)
class Judged:
    """What became of a batch: the verdicts by name; what was being judged when the process ended before its time.

    A verdict carries the layers that were in force, and those that were missing, while it was made. `tried`: advice
    that was tried on some of these answers, a sentence each.
    """

    verdicts: dict[str, Plain]
    culprit: str = ""
    how: str = ""  # it ended
    tried: dict[str, str] = dataclasses.field(default_factory=dict)


class WorkerError(UserError):
    """A worker cannot judge as it was asked to: it has another grader, or not the layers that were demanded."""


def judge(batch: Batch, tell: Callable[[str, Plain], None] = lambda name, verdict: None) -> Judged:
    """Judge a batch in a process of its own. `tell` is given each verdict as it comes. Raises UserError."""
    with tempfile.TemporaryDirectory(prefix="awaitlings-class-", ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader.classroom.work", folder],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="backslashreplace", start_new_session=True,
        )  # fmt: skip
        _running.add(process)
        try:
            return _listen(process, batch, tell)
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """End a process that judges, whatever it is doing. What it has started ends when it is gone."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    _running.discard(process)


def stop_all() -> None:
    """End every process that judges for this one: Ctrl-C was pressed."""
    for process in list(_running):
        process.kill()


def _listen(process: subprocess.Popen[str], batch: Batch, tell: Callable[[str, Plain], None]) -> Judged:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    complaint: list[str] = []
    listener = threading.Thread(target=complaint.extend, args=(process.stderr,), daemon=True)
    listener.start()
    with contextlib.suppress(OSError):
        process.stdin.write(json.dumps(_encoded(batch)) + "\n")
        process.stdin.flush()  # and it stays open: its end tells the worker that the class is gone
    verdicts: dict[str, Plain] = {}
    tried: dict[str, str] = {}
    begun, ended, silent = "", False, threading.Event()
    patience = float(batch.options["limits"]["live_seconds"]) + GRACE
    for line in _lines(process, process.stdout, patience, silent):
        kind, name, value = json.loads(line)
        if kind == "begin":
            begun = name
        elif kind == "verdict":
            verdicts[name] = value
            tell(name, value)
        elif kind == "tried":
            tried[name] = value
        elif kind == "other":
            raise WorkerError(
                f"A worker has another version of the grader or of Python ({name}, not {batch.grader}). "
                "Give all machines the same checkout and the same Python."
            )
        elif kind == "refused":
            raise WorkerError(name)
        else:
            ended = True
    if ended:
        return Judged(verdicts, tried=tried)
    code = process.wait()
    how = f"it said nothing for {patience:g} s" if silent.is_set() else f"it ended with code {code}"
    listener.join(1)
    last = next((text.strip() for text in reversed(complaint) if text.strip()), "")
    left = [name for name, *_ in batch.jobs if name not in verdicts]
    culprit = begun if begun in left else left[0] if left else ""
    return Judged(verdicts, culprit, f"{how}. {last}".strip(), tried)


def _lines(process: subprocess.Popen[str], stream: IO[str], patience: float, silent: threading.Event) -> Iterator[str]:
    """Yield whole lines. A process that is silent for too long is ended, and with it the lines."""

    def give_up() -> None:
        silent.set()
        process.kill()

    while True:
        timer = threading.Timer(patience, give_up)
        timer.daemon = True
        timer.start()
        line = stream.readline()
        timer.cancel()
        if not line.endswith("\n"):
            return
        yield line


def _encoded(batch: Batch) -> Plain:
    data = dataclasses.asdict(batch)
    data["exercises"] = {folder: _text(files) for folder, files in batch.exercises.items()}
    data["jobs"] = [[name, exercise, _text(files), list(parts)] for name, exercise, files, parts in batch.jobs]
    return data


def _text(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode("ascii") for name, data in files.items()}


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(data) for name, data in files.items()}


# --- in the process of its own -----------------------------------------------------------------------


def main(folder: Path) -> None:
    """Read a batch from standard input, judge it in `folder`, and write what happens to standard output."""
    voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing else reaches the class

    def say(kind: str, name: str, value: object = None) -> None:
        voice.write(json.dumps([kind, name, value]) + "\n")
        voice.flush()

    text = b""
    while not text.endswith(b"\n"):
        text += (piece := os.read(0, 1 << 20))
        if not piece:
            shutil.rmtree(folder, ignore_errors=True)
            return
    threading.Thread(target=_end_with_listener, args=(folder,), daemon=True).start()
    _judge(json.loads(text), folder, say)


def _end_with_listener(folder: Path) -> None:
    """The class is gone, and needs no verdicts: at the end of the input, tidy up and leave."""
    while os.read(0, 1 << 16):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _judge(data: Plain, folder: Path, say: Any) -> None:
    from grader.classroom.fingerprints import of_grader
    from grader.classroom.records import plain
    from grader.exercise import catalogue
    from grader.grading.job import Options, job_of
    from grader.grading.results import exercise_verdict
    from grader.grading.run import GradingRun
    from grader.sandbox.limits import Limits

    if of_grader() != data["grader"]:
        say("other", of_grader())
        return
    base = folder / data["folder"]
    for name, files in data["exercises"].items():
        for file, content in _bytes(files).items():
            path = base / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    exercises = {exercise.id: exercise for exercise in catalogue.load(exercises=base)}
    jobs = [
        dataclasses.replace(job_of(exercises[exercise], _bytes(files), name), parts=frozenset(parts))
        for name, exercise, files, parts in data["jobs"]
    ]
    done = 0

    def begin(name: str) -> None:
        tell()
        say("begin", name)

    def tell(*, all_of_them: bool = False) -> None:
        """Say the verdict on each job that is over: on all before the one that begins."""
        nonlocal done
        while done < len(jobs) and (all_of_them or (done + 1 < len(jobs) and grading_run.results[done + 1].budget)):
            result = grading_run.results[done]
            layers, missing = grading_run.enforced()
            verdict = plain(exercise_verdict(result))
            say("verdict", result.job.label, {**verdict, "layers": layers, "layers_missing": missing})
            done += 1

    limits = Limits(**data["options"].pop("limits"))
    grading_run = GradingRun(jobs, Options(**data["options"], limits=limits), progress=begin)
    try:
        grading_run.run()
    except UserError as error:
        say("refused", str(error))
        return
    tell(all_of_them=True)
    _try_advice(grading_run, {name: _bytes(files) for name, _, files, _ in data["jobs"]}, say)
    say("end", "")


def _try_advice(grading_run: GradingRun, answers: Mapping[str, Mapping[str, bytes]], say: Any) -> None:
    """Say what was tried on the answers that failed, now that every verdict has been said."""
    from grader.grading.results import exercise_verdict
    from grader.grading.trials import advice_on
    from grader.judge.players import open_players
    from grader.verdict import Status

    failed = [(result.job, exercise_verdict(result)) for result in grading_run.results]
    failed = [(job, verdict) for job, verdict in failed if verdict.status is Status.FAILED]
    if not any(job.exercise.clock == "simulated" for job, _ in failed):
        return
    options = grading_run.options
    players = open_players(spawn=options.spawn, isolation=options.isolation)
    try:
        for job, verdict in failed:
            if found := advice_on(job.exercise, answers[job.label], verdict, options, players):
                say("tried", job.label, f"Part {found.part}. {found}")
    except UserError:
        pass  # the verdicts stand without it
    finally:
        players.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
