"""Hostile submissions, all in one grading run: none earns a point that it should not, and the judge carries on.

Each file of `tests/attacks` is one attack. Its first lines say for which exercise it is, what comes of it (`expect`),
the mistake that is named where that is certain, the layers without which it is not played (where nothing but they
would stop it), and what it `forges` where it gets something past the judge: docs/forgeries.md.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from grader.exercise.catalogue import Exercise, load
from grader.exercise.submission import read_submission
from grader.grading.grade import grade
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.judge import players
from grader.judge.players import open_players
from grader.sandbox.limits import LIMITS
from grader.sinks import github, junit, terminal
from grader.verdict import ExerciseVerdict, Status, Verdict

ATTACKS = sorted(file for file in Path(__file__).with_name("attacks").glob("*.py") if file.name != "__init__.py")
ROOT = Path(__file__).resolve().parent.parent
HONEST = "blocked_loop"  # its solution is played first, in the middle and last
SHORT = dataclasses.replace(
    LIMITS,
    cpu_seconds=1,
    silent_seconds=8.0,
    silences_seconds=12.0,
    exercise_cpu_seconds=8.0,  # an honest one takes half a second; what costs without end is over the sooner
    memory_bytes=1024**3,
    file_bytes=1024**2,
    open_files=64,
)
MARKER = "untouched"
SHARES = 4
SLOW = (
    "a_word_now_and_then", "busy_waits_for_ever", "does_not_read", "hides_its_figures", "named_to_confuse",
    "raises_its_limits", "reads_ahead", "sleeps_and_then_computes", "spin", "spin_in_a_child", "spin_unheard",
    "stops_itself", "threads_that_starve_each_other", "threads_without_end", "wakes_now_and_then",
)  # fmt: skip


def header(attack: Path) -> dict[str, str]:
    """The lines `# name: value` at the head of an attack."""
    lines = attack.read_text().splitlines()
    pairs = (line[2:].partition(":") for line in lines if line.startswith("# ") and ":" in line)
    return {name: value.strip() for name, _, value in pairs}


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Exercise]:
    return {exercise.id: exercise for exercise in load()}


@dataclasses.dataclass
class Played:
    """What came of the one grading run."""

    verdicts: dict[str, ExerciseVerdict]
    whole: Verdict
    honest: list[ExerciseVerdict]
    layers: tuple[str, ...]
    seconds: float
    home: Path
    marker: tuple[int, int]  # its mode, and when it was written


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play every attack in one grading run, with an honest solution before, among and after them."""
    home = tmp_path_factory.mktemp("attacked")
    marker = home / "awaitlings-attack-marker"
    marker.write_text(MARKER)
    before = marker.stat().st_mode & 0o777, marker.stat().st_mtime_ns
    layers = layers_in_force()
    attacks = [attack for attack in ATTACKS if set(filter(None, [header(attack).get("layers")])) <= set(layers)]
    slow = [attack.stem for attack in attacks if attack.stem in SLOW]
    names: list[str] = []
    for number, attack in enumerate(attack for attack in attacks if attack.stem not in SLOW):
        names += ["", attack.stem] if number in (0, len(attacks) // 2) else [attack.stem]
    began = time.monotonic()
    # They mostly wait, and wait side by side.
    with ProcessPoolExecutor(SHARES, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(judged, slow[share::SHARES], str(home)) for share in range(SHARES)]
        results, in_force = judged([*names, ""], str(home))
        apart = [verdict for future in waiting for verdict in future.result()[0]]
    verdicts = dict(zip([*names, ""], results, strict=True))
    verdicts |= dict(zip([name for share in range(SHARES) for name in slow[share::SHARES]], apart, strict=True))
    whole = Verdict((*results, *apart), 7, "simulated", "feedback", "3", "linux", "0", in_force, ())
    is_honest = [verdict for name, verdict in zip([*names, ""], results, strict=True) if not name]
    return Played(verdicts, whole, is_honest, in_force, time.monotonic() - began, home, before)


def judged(names: list[str], home: str) -> tuple[list[ExerciseVerdict], tuple[str, ...]]:
    """The verdicts on these attacks ("": the honest solution), and the layers in force, of one grading run."""
    catalogue = {exercise.id: exercise for exercise in load()}
    honest = catalogue[HONEST]
    jobs = []
    for name in names:
        if name:
            attack = Path(__file__).with_name("attacks") / f"{name}.py"
            exercise = catalogue[header(attack)["exercise"]]
            jobs.append(job_of(exercise, {exercise.files[0]: attack.read_bytes()}))
        else:
            jobs.append(job_of(honest, read_submission(honest, ROOT / "solutions" / honest.folder.name)))
    grading_run = GradingRun(jobs, Options(seed=7, limits=SHORT))
    with pytest.MonkeyPatch.context() as patch:  # the fork server lives in this folder: so its children are known by it
        patch.setattr(tempfile, "tempdir", home)
        return [exercise_verdict(result) for result in grading_run.run()], grading_run.layers


def layers_in_force() -> tuple[str, ...]:
    found = open_players()
    found.require("auto")
    found.close()
    return found.layers


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.stem)
def test_attack(attack: Path, played: Played) -> None:
    said = header(attack)
    if attack.stem not in played.verdicts:
        pytest.skip(f"only {said['layers']} would stop it, and that is not in force here")
    verdict = played.verdicts[attack.stem]
    problems = [f"{check.id}: {check.status} {check.message}" for check in verdict.checks]
    assert verdict.status == said["expect"], problems
    if said["expect"] == "passed":
        assert said.get("forges"), "an attack that passes forges something, and says what"
        assert {check.basis for check in verdict.checks} == {"reported"}
        asked = {(each.what, each.basis) for check in verdict.checks for each in check.expectations}
        assert {basis for _, basis in asked} == {"witnessed", "reported"}, "the verdict tells which is which"
        assert not [what for what, basis in asked if what.startswith(("calls", "its time")) and basis == "reported"]
        return
    assert verdict.points == 0, problems
    assert said.get("forges") or {check.status for check in verdict.checks} == {Status.FAILED}, problems
    if "mistake" in said:
        assert said["mistake"] in {check.mistake.name for check in verdict.checks if check.mistake}, problems


WITHOUT_LAYERS = ("daemon", "fork_and_answer", "kills_the_nursery", "thirty_children")


def test_where_no_layer_stops_them_they_earn_nothing_all_the_same(
    catalogue: dict[str, Exercise], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes that are left behind, and a fork server that is stopped and killed: the judge ends or replaces them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(players, "PATIENCE", 2.0)
    jobs = []
    for name in WITHOUT_LAYERS:
        attack = Path(__file__).with_name("attacks") / f"{name}.py"
        exercise = catalogue[header(attack)["exercise"]]
        jobs.append(job_of(exercise, {exercise.files[0]: attack.read_bytes()}))
    honest = catalogue[HONEST]
    jobs.append(job_of(honest, read_submission(honest, ROOT / "solutions" / honest.folder.name)))
    grading_run = GradingRun(jobs, Options(seed=7, limits=SHORT, isolation="none"))
    *hostile, last = [exercise_verdict(result) for result in grading_run.run()]
    assert [(verdict.status, verdict.points) for verdict in hostile] == [(Status.FAILED, 0)] * len(WITHOUT_LAYERS)
    assert (last.status, last.points) == (Status.PASSED, last.max_points)
    told = [check.message for verdict in hostile for check in verdict.checks]
    assert any("The process that starts yours was ended or stopped" in message for message in told)
    if Path("/proc/self/cwd").exists():
        assert living_in(tmp_path) == []


def test_an_honest_solution_passes_before_among_and_after_them(played: Played) -> None:
    assert len(played.honest) == 3
    for verdict in played.honest:
        assert (verdict.status, verdict.points) == (Status.PASSED, verdict.max_points)


def test_nothing_outside_has_changed(played: Played) -> None:
    marker = played.home / "awaitlings-attack-marker"
    assert marker.read_text() == MARKER
    if "seccomp" in played.layers:
        assert (marker.stat().st_mode & 0o777, marker.stat().st_mtime_ns) == played.marker
    if "landlock files" in played.layers:
        assert [path.name for path in played.home.iterdir()] == ["awaitlings-attack-marker"]


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks into /proc")
def test_no_process_is_left(played: Played) -> None:
    assert living_in(played.home) == []


def living_in(folder: Path) -> list[str]:
    """What runs with this folder as its working directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "status").read_text())
        except OSError:
            pass
    return found


def test_every_sink_can_tell_of_it_and_lets_nothing_through(played: Played) -> None:
    """No control character, no half character, and no line that a CI server would take for a command."""
    texts = {"json": played.whole.dumps(), **told(played.whole)}
    json.loads(texts["json"])
    for name, text in texts.items():
        text.encode()
        assert not [char for char in set(text) if ord(char) < 32 and char not in "\n\t"], name
        obeyed = ("::set-", "##vso[", "::add-mask", "##[")
        lines = [line for line in text.splitlines() if line.lstrip().startswith(obeyed)]
        assert not lines or name in ("summary", "junit"), name  # these are files: nobody obeys their lines


def told(verdict: Verdict) -> dict[str, str]:
    """What each sink makes of it, colours off."""
    page = terminal.render(verdict, colour=False, width=80, unicode=False)
    return {
        "terminal": page,
        "github": github.render(verdict),
        "summary": github.summary(verdict),
        "junit": junit.render(verdict),
    }


def test_what_lies_beside_a_submission_is_never_run(catalogue: dict[str, Exercise], tmp_path: Path) -> None:
    exercise = catalogue["never_awaited"]
    source = (ROOT / "solutions" / exercise.folder.name / "never_awaited.py").read_bytes()
    marker = tmp_path / "marker"
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "never_awaited.py").write_bytes(source)
    planted = f"open({str(marker)!r}, 'a').write('x')\n"
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "pytest.py", "asyncio.py", "services.py",
                 "grader.py", "noxfile.py", "setup.py"):  # fmt: skip
        (folder / name).write_text(planted)
    (folder / "planted.pth").write_text(f"import os; {planted}")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--collect-only"\n')
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "never_awaited.cpython-311.pyc").write_bytes(b"\0" * 64)
    verdict = grade([exercise], Options(seed=7), folder_of=lambda exercise: folder)
    assert (verdict.points, marker.exists()) == (verdict.max_points, False)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "device", "endless"])
def test_a_submission_that_is_no_plain_file_is_not_read(
    catalogue: dict[str, Exercise], tmp_path: Path, kind: str
) -> None:
    exercise = catalogue["never_awaited"]
    file = tmp_path / "never_awaited.py"
    match kind:
        case "link":
            file.symlink_to(ROOT / "solutions" / exercise.folder.name / "never_awaited.py")
        case "folder":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case _:
            with file.open("wb") as out:
                out.truncate(10 * 1024**3)
    verdict = grade([exercise], Options(seed=7), folder_of=lambda exercise: tmp_path)
    assert (verdict.points, verdict.exercises[0].status) == (0, Status.FAILED)


@pytest.mark.parametrize(
    "before", ["", "try:\n        pass\n    finally:\n        "], ids=["at the end", "in a finally"]
)
def test_a_source_too_deep_for_whoever_reads_it(catalogue: dict[str, Exercise], tmp_path: Path, before: str) -> None:
    """Not a file of its own: linters fall over it as well."""
    source = f"async def answer_all(questions):\n    {before}return {'-' * 3000}1\n"
    (tmp_path / "never_awaited.py").write_text(source)
    verdict = grade([catalogue["never_awaited"]], Options(seed=7), folder_of=lambda exercise: tmp_path)
    assert (verdict.points, verdict.exercises[0].status) == (0, Status.FAILED)
