"""A class is graded: everybody has a row, nothing is judged twice, and nobody's trouble is anybody else's."""

from __future__ import annotations

import csv
import dataclasses
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.classroom import fingerprints, work
from grader.classroom.course import grade_class, intake
from grader.classroom.executors import open_executor
from grader.classroom.gradebook import cell
from grader.classroom.marks import Row
from grader.classroom.outputs import Course, Result, put_headings
from grader.classroom.roster import Student
from grader.classroom.rules import Extension, Override, Rules, moment, read_overrides
from grader.classroom.store import Store
from grader.errors import UserError
from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.grading.job import Options
from tests.planted import planted

ROOT = catalogue.ROOT
SOLUTION = (ROOT / "solutions" / "11_never_awaited" / "never_awaited.py").read_text("utf-8")
STUB = (ROOT / "exercises" / "11_never_awaited" / "never_awaited.py").read_text("utf-8")


class Told(Executor):
    """An executor that judges by a word in the file: parts named in `fails: 2` fail. It keeps what it was given."""

    def __init__(self, judge: Callable[[work.Batch], work.Judged] | None = None) -> None:
        self.jobs: list[tuple[str, tuple[int, ...]]] = []
        self._judge = judge or self.judge

    def submit(self, run: Any, batch: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            self.jobs += [(name.split()[0], parts) for name, _, _, parts in batch.jobs]
            future.set_result(self._judge(batch))
        except Exception as error:
            future.set_exception(error)
        return future

    def judge(self, batch: work.Batch) -> work.Judged:
        verdicts = {}
        for name, _, files, parts in batch.jobs:
            text = b"".join(files.values()).decode()
            rows = []
            for part in parts:
                status = "failed" if f"fails: {part}" in text else "passed"
                rows.append({"number": part, "status": "inconclusive" if "too busy" in text else status})
            verdicts[name] = {"parts": rows, "checks": [], "message": ""}
        return work.Judged(verdicts)


@dataclasses.dataclass
class Desk:
    """A desk with a class on it."""

    folder: Path
    exercises: list[Exercise]
    roster: tuple[Student, ...]
    rules: Rules = dataclasses.field(default_factory=Rules)
    overrides: tuple[Override, ...] = ()

    def hand_in(self, student: str, text: str, file: str = "never_awaited.py") -> None:
        path = self.folder / "submissions" / student / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def grade(self, executor: Executor | None = None, seed: int = 1, **more: Any) -> Result:
        out = self.folder / "grades"
        wanted = Course(
            self.exercises, self.roster, self.rules, self.overrides, Options(seed), out, "Homework 1", **more
        )
        store = Store(out / "grades.sqlite")
        try:
            found = intake(self.roster, self.folder / "submissions", {})
            return grade_class(wanted, found, {}, store, executor or Told(), 2, lambda total: lambda count: None)
        finally:
            store.close()

    def rows(self, name: str = "gradebook.csv") -> list[dict[str, str]]:
        with (self.folder / "grades" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A class of five, and a copy of exercise 11 whose checks may be changed."""
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name / "11_never_awaited", tmp_path / name / "11_never_awaited")
    roster = tuple(Student(str(number), f"Student {number}", f"user{number}") for number in range(1, 6))
    (tmp_path / "submissions").mkdir()
    return Desk(tmp_path, catalogue.load(tmp_path), roster)


def of(result: Result, student: str) -> Row:
    return next(row for row in result.rows if row.student.id == student)


# -- everybody has a row --------------------------------------------------------------------------------


def test_everybody_on_the_roster_has_a_row(desk: Desk) -> None:
    desk.hand_in("1", "# all well")
    desk.hand_in("2", "# fails: 2")
    desk.hand_in("3", STUB)
    desk.hand_in("4", "thoughts", file="essay.txt")
    desk.hand_in("stranger", "# all well")
    result = desk.grade()
    assert [(row["student_id"], row["state"], row["total"]) for row in desk.rows()] == [
        ("1", "graded", "6"),
        ("2", "graded", "4"),
        ("3", "graded", "0"),
        ("4", "ungradable", ""),
        ("5", "unmatched", ""),
    ]
    assert result.unknown == {"stranger": ()}
    assert "stranger" in (desk.folder / "grades" / "index.html").read_text("utf-8")


def test_what_nobody_could_judge_is_never_a_zero(desk: Desk) -> None:
    desk.hand_in("1", "# too busy")
    desk.grade()
    [row, *_] = desk.rows()
    assert "never_awaited, part 1: inconclusive" in row["remarks"]
    assert (row["total"], row["not_judged"], row["11 never_awaited"]) == ("", "6", "")
    assert desk.rows("canvas.csv")[1]["Homework 1"] == ""
    assert desk.rows("moodle.csv")[0]["Homework 1"] == ""
    page = (desk.folder / "grades" / "students" / "1.html").read_text("utf-8")
    assert "6 points could not be judged. That costs nothing." in page


def test_what_was_inconclusive_is_judged_again_and_what_was_judged_is_not(desk: Desk) -> None:
    desk.hand_in("1", "# too busy")
    desk.hand_in("2", "# all well")
    desk.grade()
    again = Told(lambda batch: Told().judge(dataclasses.replace(batch, jobs=tuple(_calm(job) for job in batch.jobs))))
    result = desk.grade(again)
    assert again.jobs == [("never_awaited", (1, 2, 3))]
    assert of(result, "1").total == 6


def _calm(job: Any) -> Any:
    name, exercise, files, parts = job
    return name, exercise, {file: data.replace(b"too busy", b"calm") for file, data in files.items()}, parts


def test_an_unreadable_file_is_left_to_a_person(desk: Desk) -> None:
    desk.hand_in("1", "")
    (desk.folder / "submissions" / "1" / "never_awaited.py").write_bytes("é".encode("utf-16"))
    row = of(desk.grade(), "1")
    assert row.total is None
    assert row.remarks[0] == (
        "never_awaited: never_awaited.py is saved as UTF-16, which Python does not read. Save it as UTF-8."
    )


# -- rules ----------------------------------------------------------------------------------------------


def test_late_costs_so_much_a_day(desk: Desk) -> None:
    desk.rules = Rules(moment("2026-11-20T18:00Z"), 25)
    for name in ("1@2026-11-20T1759Z", "2@2026-11-20T1801Z", "3@2026-11-22T1900Z", "4@2026-12-24T1900Z"):
        desk.hand_in(name, "# all well")
    result = desk.grade()
    seen = [(row.student.id, row.state, row.days_late, row.total) for row in result.rows]
    assert seen[:4] == [("1", "graded", 0, 6.0), ("2", "late", 1, 4.5), ("3", "late", 3, 1.5), ("4", "late", 35, 0.0)]


def test_what_is_refused_takes_nothing_from_what_was_in_time(desk: Desk) -> None:
    desk.rules = Rules(moment("2026-11-20T18:00Z"), 100)
    desk.hand_in("1@2026-11-19T1000Z", "# fails: 1")
    desk.hand_in("1@2026-11-21T1000Z", "# all well")
    assert of(desk.grade(), "1").total == 4


@pytest.mark.parametrize(("attempt", "total"), [("last", 2), ("best", 6)])
def test_the_last_or_the_best_attempt_counts(desk: Desk, attempt: str, total: float) -> None:
    desk.rules = Rules(attempt=attempt)
    desk.hand_in("1@2026-11-18T1000Z", "# all well")
    desk.hand_in("1@2026-11-19T1000Z", "# fails: 1, fails: 2")
    row = of(desk.grade(), "1")
    assert row.total == total
    assert f"2 attempts; the {attempt} one counts." in row.remarks


def test_marks_set_by_hand_survive_regrading(desk: Desk) -> None:
    desk.hand_in("1", "# fails: 2")
    desk.hand_in("2", "# too busy")
    path = desk.folder / "grades" / "overrides.csv"
    put_headings(path.parent)
    assert read_overrides(path, desk.roster, desk.exercises) == []
    text = path.read_text("utf-8") + "1,11,2,1.5,a fair try\n2,,,5,seen in class\n5,never_awaited,,3,ill\n"
    path.write_text(text, "utf-8")
    for _ in range(2):
        desk.overrides = tuple(read_overrides(path, desk.roster, desk.exercises))
        result = desk.grade()
        assert [of(result, student).total for student in ("1", "2", "5")] == [5.5, 5, 3]
        assert {row.open_points for row in result.rows} == {0}
    assert path.read_text("utf-8") == text
    assert "a fair try" in (desk.folder / "grades" / "students" / "1.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9,11,1,1,", "line 2: '9' is not on the roster"),
        ("1,99,1,1,", "line 2: there is no exercise '99' here"),
        ("1,11,7,1,", "line 2: there is no part '7' in 11"),
        ("1,11,1,many,", "line 2: 'many' is not a number of points"),
        ("1,11,1,nan,", "line 2: 'nan' is not a number of points"),
    ],
)
def test_a_wrong_override_is_a_sentence(desk: Desk, line: str, said: str) -> None:
    path = desk.folder / "overrides.csv"
    path.write_text(f"student_id,exercise,part,points,reason\n{line}\n")
    with pytest.raises(UserError, match=said):
        read_overrides(path, desk.roster, desk.exercises)


def test_equal_files_are_flagged_and_not_judged(desk: Desk) -> None:
    desk.hand_in("1", "# all well, together")
    desk.hand_in("2", "# all well, together\r\n\r\n")
    desk.hand_in("3", SOLUTION)
    desk.hand_in("4", STUB)
    desk.hand_in("5", STUB)
    executor = Told()
    result = desk.grade(executor)
    assert [(one.students, str(one)) for one in result.equal] == [
        (("1", "2"), "11: equal files, group 1 (2 students)."),
        (("3",), "11: equal to the solution."),
    ]
    assert desk.rows()[1]["flags"] == "11: equal files, group 1 (2 students)."
    assert [of(result, student).total for student in ("1", "2", "3")] == [6, 6, 6]
    assert len(executor.jobs) == 2  # equal ones are judged once
    assert "equal" not in (desk.folder / "grades" / "students" / "1.html").read_text("utf-8")


# -- what is judged again -------------------------------------------------------------------------------


def mend(desk: Desk, before: str, after: str) -> None:
    path = desk.exercises[0].hidden / "test_never_awaited.py"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_nothing_is_judged_twice(desk: Desk) -> None:
    desk.hand_in("1", "# all well")
    desk.grade()
    executor = Told()
    result = desk.grade(executor)
    assert (executor.jobs, result.judged, result.known, result.changes) == ([], 0, 1, [])
    assert desk.grade(Told(), seed=2).judged == 1


def test_a_mended_check_costs_its_own_part_and_the_changes_are_listed(desk: Desk) -> None:
    desk.hand_in("1", "# all well")
    desk.grade()
    mend(desk, 'match.expect_calls("file_answer", exactly=1)', 'match.expect_calls("file_answer", at_least=1)')
    stricter = Told(
        lambda batch: Told().judge(dataclasses.replace(batch, jobs=tuple(_failing(job) for job in batch.jobs)))
    )
    result = desk.grade(stricter)
    assert stricter.jobs == [("never_awaited", (2,))]
    assert result.changes == [("1", "never_awaited", 2, "2 (passed)", "0 (failed)")]
    assert desk.rows("changes.csv")[0]["before"] == "2 (passed)"
    assert of(result, "1").total == 4


def _failing(job: Any) -> Any:
    name, exercise, files, parts = job
    return name, exercise, {file: data + b"fails: 2" for file, data in files.items()}, parts


def test_a_comment_in_a_check_costs_nothing(desk: Desk) -> None:
    before = fingerprints.of_parts(desk.exercises[0])
    mend(desk, "SHORT, LONG", "# crooked figures\n\n\nSHORT, LONG")
    assert fingerprints.of_parts(desk.exercises[0]) == before


def test_a_helper_costs_the_parts_that_use_it_and_a_service_all_of_them(desk: Desk) -> None:
    before = fingerprints.of_parts(desk.exercises[0])
    mend(desk, "0.3127", "0.3128")
    helper = fingerprints.of_parts(desk.exercises[0])
    assert [part for part in before if before[part] != helper[part]] == [3]
    mend(desk, "(0.2, 0.5)", "(0.2, 0.6)")
    service = fingerprints.of_parts(desk.exercises[0])
    assert [part for part in before if helper[part] != service[part]] == [1, 2, 3]


# -- trouble --------------------------------------------------------------------------------------------


def test_an_answer_that_brings_its_judge_down_is_an_error_and_costs_nobody_else(desk: Desk) -> None:
    for student in ("1", "2", "3"):
        desk.hand_in(student, f"# all well, {student}")
    desk.hand_in("4", "# dynamite")

    def judge(batch: work.Batch) -> work.Judged:
        calm = tuple(job for job in batch.jobs if b"dynamite" not in b"".join(job[2].values()))
        [culprit] = {job[0] for job in batch.jobs} - {job[0] for job in calm} or {""}
        done = Told().judge(dataclasses.replace(batch, jobs=calm if not culprit else calm[:1]))
        return dataclasses.replace(done, culprit=culprit, how="it ended with code -9.")

    executor = Told(judge)
    result = desk.grade(executor)
    assert [of(result, student).total for student in ("1", "2", "3", "4")] == [6, 6, 6, None]
    page = (desk.folder / "grades" / "students" / "4.html").read_text("utf-8")
    assert "The grader itself failed on this answer 3 times: it ended with code -9." in page


def test_a_lost_worker_costs_another_try(desk: Desk) -> None:
    for student in ("1", "2", "3"):
        desk.hand_in(student, f"# all well, {student}")
    losses = [ConnectionError("the worker has gone")] * 2

    def judge(batch: work.Batch) -> work.Judged:
        if losses:
            raise losses.pop()
        return Told().judge(batch)

    result = desk.grade(Told(judge))
    assert [of(result, student).total for student in ("1", "2", "3")] == [6, 6, 6]


def test_a_worker_with_another_grader_is_refused(desk: Desk) -> None:
    batch = work.Batch({}, (), dataclasses.asdict(Options(1)), "another")
    with pytest.raises(work.UserError, match="another version of the grader"):
        work.judge(batch)


def test_the_seed_of_a_class_is_drawn_once(tmp_path: Path) -> None:
    seeds = set()
    for wanted in (None, None, 7, None):
        store = Store(tmp_path / "grades.sqlite")
        seeds.add(store.seed(wanted))
        store.close()
    assert len(seeds) == 2
    assert 7 in seeds


def test_two_cannot_grade_into_one_folder(desk: Desk) -> None:
    store = Store(desk.folder / "grades" / "grades.sqlite")
    with pytest.raises(UserError, match="is in use: another command is grading into this folder"):
        desk.grade()
    store.close()


# -- nothing that somebody wrote gets anywhere ----------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert cell(text)[0] in "' "


def test_names_are_escaped_in_every_page(desk: Desk) -> None:
    name = "<script>alert(1)</script>\x1b[2J"
    desk.roster = (Student("=cmd|' /C calc'!A0", name, "u"), Student("<img src=x onerror=y>", "b", ""))
    desk.hand_in("u", "# all well")
    desk.hand_in("<b>who", "# all well")
    desk.grade()
    pages = [*(desk.folder / "grades").rglob("*.html")]
    assert len(pages) == 3
    for page in pages:
        text = page.read_text("utf-8")
        assert not any(bad in text for bad in ("<script", "<img", "<b>who", "\x1b"))
        assert "default-src 'none'" in text
    assert desk.rows()[0]["student_id"] == "'=cmd|' /C calc'!A0"


# -- really judged --------------------------------------------------------------------------------------


def test_answers_are_really_judged_side_by_side(desk: Desk) -> None:
    answers = {answer.kind: answer for answer in planted("never_awaited")}
    for student, kind in (("1", "right"), ("2", "wrong")):
        desk.hand_in(student, answers[kind].files["never_awaited.py"].decode())
    with open_executor(2) as (executor, _):
        result = desk.grade(executor)
    assert of(result, "1").total == 6
    second = of(result, "2")
    assert second.total is not None
    assert second.total < 6
    page = (desk.folder / "grades" / "students" / "2.html").read_text("utf-8")
    assert "exercises/11_never_awaited/never_awaited.py:" in page
    assert "Grade of record" in page
    assert 'aria-label="Your run: ' in page
    verdict = json.loads((desk.folder / "grades" / "students" / "2.json").read_text("utf-8"))
    assert not any(check["timeline"] for check in verdict["exercises"][0]["checks"]), "the page alone draws them"
    jsonschema.validate(verdict, json.loads((ROOT / "grader" / "verdict.schema.json").read_text("utf-8")))
    assert verdict["kind"] == "record"
    assert verdict["layers"]


def test_any_executor_will_do(desk: Desk) -> None:
    desk.hand_in("1", SOLUTION)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert of(desk.grade(executor), "1").total == 6


def test_a_judge_that_dies_takes_nobody_with_it(desk: Desk) -> None:
    """Whatever it was that ended the process: here a check does, for one of the answers."""
    mend(
        desk,
        '    match.expect_calls("ask_model", exactly=len(MANY))',
        '    if not match.calls("ask_model"):\n        import os; os._exit(9)',
    )
    for student in ("1", "2", "3"):
        desk.hand_in(student, f"{SOLUTION}\n# {student}\n")
    desk.hand_in("4", SOLUTION.replace("await ask_model(question)", "'yes'"))
    mend(desk, '    match.expect_result([match.reply("ask_model", question) for question in MANY])\n', "")
    with open_executor(2) as (executor, _):
        result = desk.grade(executor)
    assert [of(result, student).total for student in ("1", "2", "3", "4")] == [6, 6, 6, None]
    assert "it ended with code 9" in (desk.folder / "grades" / "students" / "4.html").read_text("utf-8")


def test_a_judge_that_says_nothing_is_ended() -> None:
    command = [sys.executable, "-c", "print('[1]', flush=True); import time; time.sleep(600)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        silent = threading.Event()
        assert list(work._lines(process, process.stdout, 1.0, silent)) == ["[1]\n"]
    assert silent.is_set()


KILLS = int(os.environ.get("AWAITLINGS_KILLS", "2"))


@pytest.mark.skipif(os.name == "nt", reason="signals are a matter of POSIX")
def test_killed_at_any_moment_it_goes_on_where_it_was(desk: Desk) -> None:
    """With AWAITLINGS_KILLS=50 it is killed so often."""
    answers = planted("never_awaited")
    students = range(2 * KILLS if KILLS < 10 else 12 * KILLS)
    for number in students:
        text = answers[number % len(answers)].files["never_awaited.py"].decode()
        desk.hand_in(f"s{number}", f"{text}\n# {number}\n")
    roster = desk.folder / "roster.csv"
    roster.write_text("student_id,name\n" + "".join(f"s{number},\n" for number in students))
    command = [
        *(sys.executable, "-m", "grader", "classroom", str(desk.folder / "submissions"), "--roster", str(roster)),
        *("--exercises", str(desk.folder / "exercises"), "--jobs", "2", "--seed", "5"),
    ]

    def start(out: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, "--out", str(desk.folder / out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    began = time.monotonic()
    assert start("whole").wait() == 0
    whole = time.monotonic() - began
    draw = random.Random(KILLS)
    for _ in range(KILLS):
        running = start("pieces")
        try:
            running.wait(draw.uniform(0, min(whole, 5)))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    assert start("pieces").wait() == 0
    store = Store(desk.folder / "pieces" / "grades.sqlite")
    assert store.graded_twice() == []
    store.close()
    for name in ("gradebook.csv", "parts.csv"):
        assert (desk.folder / "pieces" / name).read_text() == (desk.folder / "whole" / name).read_text()


# -- advice that was tried ------------------------------------------------------------------------------


def test_the_teacher_reads_what_was_tried_and_students_do_if_they_are_shown(desk: Desk) -> None:
    wrong = SOLUTION.replace("await file_answer", "file_answer")
    desk.hand_in("1", wrong)
    pages = desk.folder / "grades"
    with open_executor(1, "") as (executor, _):
        desk.grade(executor)
    assert "What helps" in (pages / "index.html").read_text("utf-8")
    assert "Tried:" not in (pages / "students" / "1.html").read_text("utf-8")
    desk.rules = Rules(moment("2020-01-01"))
    desk.grade(tried=True)
    assert "Tried:" in (pages / "students" / "1.html").read_text("utf-8")


def test_a_student_with_more_time_is_not_told_what_helps() -> None:
    over, later = moment("2020-01-01"), moment("2999-01-01")
    rules = Rules(over, extensions=(Extension("1", "", later, ""), Extension("2", "", None, "")))
    assert rules.is_over()
    assert rules.is_over("3")
    assert not rules.is_over("1")
    assert not rules.is_over("2")
    assert not Rules().is_over()
    assert not Rules(later).is_over()
