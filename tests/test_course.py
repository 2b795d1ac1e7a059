"""What a course needs beyond points: extensions, remarks, attempts, sections, pages to publish, an export, disputes."""

# ruff: noqa: F811 - `desk` is a fixture of another module

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.classroom import batches, work
from grader.classroom.disputed import read_dispute, replay, said
from grader.classroom.pages import mistake_page, summary
from grader.classroom.roster import Student
from grader.classroom.rules import (
    Extension,
    Override,
    Rules,
    explained,
    moment,
    read_assigned,
    read_extensions,
    read_overrides,
    too_many,
)
from grader.classroom.store import Store
from grader.cli import main
from grader.errors import UserError
from grader.exercise import catalogue
from grader.grading.job import Options
from tests.test_classroom import SOLUTION, STUB, Desk, Told, desk, of  # noqa: F401  (desk is a fixture)

ROOT = catalogue.ROOT
DEADLINE = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.UTC)
needs_posix = pytest.mark.skipif(os.name == "nt", reason="full disks and modes are asked for as POSIX has them")


def page(desk: Desk, student: str) -> str:
    return (desk.folder / "grades" / "students" / f"{student}.html").read_text("utf-8")


# -- what the instructor decides ----------------------------------------------------------------------------


def test_an_extension_is_for_one_exercise_or_all_and_stands_on_the_page(desk: Desk) -> None:
    one, two = (
        Extension("1", "", DEADLINE + datetime.timedelta(days=3), "ill"),
        Extension("2", "never_awaited", None, ""),
    )
    desk.rules = Rules(DEADLINE, 50, extensions=(one, two))
    for student in ("1", "2", "3"):
        desk.hand_in(f"{student}@2026-11-22T1000Z", "# all well")
    result = desk.grade()
    assert [of(result, student).total for student in ("1", "2", "3")] == [6, 6, 0]
    assert "You have more time for everything: until 2026-11-23 18:00 +00:00 (ill)." in page(desk, "1")
    assert "Handed in 2026-11-22 10:00 +00:00, late by 2 days, as begun (the deadline was 2026-11-20" in page(desk, "3")


def test_a_remark_is_no_points(desk: Desk) -> None:
    desk.hand_in("1", "# all well")
    desk.overrides = (Override("1", "", None, None, "Please come and see me"),)
    assert of(desk.grade(), "1").total == 6
    assert "Please come and see me" in page(desk, "1")
    assert "by hand" not in page(desk, "1")


@pytest.mark.parametrize("name", ["11", "never_awaited", "11 never_awaited", "11_never_awaited", "11 Never_Awaited"])
def test_an_override_may_call_an_exercise_as_the_gradebook_does(desk: Desk, name: str) -> None:
    path = desk.folder / "overrides.csv"
    path.write_text(f"student_id,exercise,part,points,reason\n1,{name},,200,generous\n")
    overrides = read_overrides(path, desk.roster, desk.exercises)
    assert overrides == [Override("1", "never_awaited", None, 200.0, "generous")]
    assert too_many(overrides, desk.exercises) == ["1 has 200 points by hand for 11 never_awaited, of 6."]


def test_more_points_than_there_are_are_said_and_count(desk: Desk) -> None:
    desk.hand_in("1", "# all well")
    desk.overrides = (Override("1", "never_awaited", 1, 200, ""),)
    assert of(desk.grade(), "1").total == 204
    assert "1 has 200 points by hand for 11 never_awaited, part 1, of 2." in index(desk)


def index(desk: Desk) -> str:
    return (desk.folder / "grades" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("read", "text", "wrong"),
    [
        (read_extensions, "student_id,exercise,until,reason\n9,,2026-11-20,", "'9' is not on the roster"),
        (read_extensions, "student_id,exercise,until,reason\n1,99,2026-11-20,", "no exercise '99' here"),
        (read_extensions, "student_id,exercise,until,reason\n1,,soon,", "or: no late rule"),
        (read_overrides, "student_id,exercise,part,points,reason\n1,,,,", "neither points nor a reason"),
        (read_overrides, "student_id,exercise,part,points,reason\n1,,2,1,", "no part '2' in everything"),
    ],
)
def test_what_is_filled_in_wrongly_is_a_sentence_with_its_line(desk: Desk, read: Any, text: str, wrong: str) -> None:
    path = desk.folder / "file.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=f"line 2: .*{wrong}"):
        read(path, desk.roster, desk.exercises)


def test_a_line_settles_whose_a_hand_in_is(desk: Desk) -> None:
    path = desk.folder / "assign.csv"
    path.write_text("hand_in,student_id\nthing.zip,1\nold,-\n")
    assert read_assigned(path, desk.roster) == {"thing.zip": desk.roster[0], "old": None}
    path.write_text("hand_in,student_id\nthing.zip,who\n")
    with pytest.raises(UserError, match="line 2: 'who' is not on the roster"):
        read_assigned(path, desk.roster)


def test_what_may_surprise_about_a_deadline_is_said() -> None:
    assert "end of that day: 2026-11-20 23:59" in " ".join(explained(Rules(moment("2026-11-20")), "2026-11-20"))
    assert "time zone of this machine" in " ".join(explained(Rules(moment("2026-11-20 18:00")), "2026-11-20 18:00"))
    assert list(explained(Rules(DEADLINE), "2026-11-20T18:00Z")) == []
    assert "only what your platform itself marks as late" in " ".join(explained(Rules(None, 10), ""))


# -- pages and files ----------------------------------------------------------------------------------------


def test_all_attempts_stand_on_the_page_with_their_points_and_times(desk: Desk) -> None:
    desk.rules = Rules(attempt="best")
    desk.hand_in("1@2026-11-18T1000Z", "# fails: 1")
    desk.hand_in("1@2026-11-19T1000Z", "# all well")
    desk.hand_in("1@2026-11-20T1000Z", "# fails: 1, fails: 2")
    made = of(desk.grade(), "1").attempts
    assert [(one.total, one.counts) for one in made] == [(4, False), (6, True), (2, False)]
    assert "2026-11-19 10:00 +00:00" in page(desk, "1")
    assert [row["points"] for row in desk.rows("attempts.csv")] == ["4", "6", "2"]


def test_the_best_attempt_stays_open_while_a_better_one_may_be_among_them(desk: Desk) -> None:
    desk.rules = Rules(attempt="best")
    desk.hand_in("1@2026-11-18T1000Z", "# fails: 1")
    desk.hand_in("1@2026-11-19T1000Z", "# too busy")
    assert of(desk.grade(), "1").total is None


def test_each_section_has_an_index_of_its_own(desk: Desk) -> None:
    desk.roster = tuple(Student(str(number), f"Name {number}", section="AB"[number % 2]) for number in range(1, 5))
    for student in ("1", "2", "3"):
        desk.hand_in(student, f"# {student}")
    desk.grade()
    text = (desk.folder / "grades" / "sections" / "A.html").read_text("utf-8")
    assert "Homework 1, section A" in text
    assert 'href="../students/2.html"' in text
    assert "Name 1" not in text
    assert 'href="sections/B.html"' in index(desk)


def test_pages_to_publish_say_nothing_of_whose_they_are(desk: Desk) -> None:
    desk.hand_in("1", "# fails: 1")
    names = []
    for _ in range(2):
        desk.grade(pseudonyms=True)
        rows = desk.rows("pseudonyms.csv")
        names.append([row["page"] for row in rows])
        text = (desk.folder / "grades" / rows[0]["page"]).read_text("utf-8")
        assert not any(word in text for word in ("Student 1", "(1)", "user1"))
        assert "4 of 6 points" in text
    assert names[0] == names[1]  # the same the next time
    assert len(set(names[0])) == len(desk.roster)
    assert len(Path(names[0][0]).stem) == 24


def test_the_files_that_count_are_exported_with_what_they_began_as(desk: Desk) -> None:
    desk.hand_in("1", "# fails: 1")
    desk.hand_in("2", STUB)
    out = desk.folder / "export"
    desk.grade(export=out)
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.py")) == [
        "base-code/11_never_awaited/never_awaited.py",
        "submissions/11_never_awaited/1/never_awaited.py",
    ]


def test_outputs_grow_with_the_class_and_not_with_its_square(desk: Desk) -> None:
    """Everyone hands in the same file: each is named once a group."""
    sizes = []
    for count in (100, 200):
        desk.roster = tuple(Student(f"s{number}", "") for number in range(count))
        for student in desk.roster:
            desk.hand_in(student.id, SOLUTION)
        desk.grade()
        sizes.append(sum((desk.folder / "grades" / name).stat().st_size for name in ("index.html", "gradebook.csv")))
        assert len(desk.rows("equal.csv")) == count
    assert sizes[1] < 2.2 * sizes[0]


def test_the_middle_and_the_spread_are_a_sentence(desk: Desk) -> None:
    for student, text in zip("1234", ("# all well", "# fails: 1", "# fails: 1", "# fails: 1, fails: 2"), strict=True):
        desk.hand_in(student, f"{text} {student}")
    first, second = summary(desk.grade().rows)
    assert first == "5 students: 4 graded, 1 missing."
    assert second == (
        "Half of the 4 totals are 4 of 6 points or more; the middle half lies between 3.5 and 4.5, all between 2 and 6."
    )


def test_the_hardest_part_stands_first(desk: Desk) -> None:
    desk.hand_in("1", "# fails: 2, fails: 3")
    desk.hand_in("2", "# fails: 3")
    desk.grade()
    text = index(desk)
    titles = [spec.title for spec in desk.exercises[0].parts]
    assert text.index(titles[2]) < text.index(titles[1]) < text.index(titles[0])
    assert 'aria-label="0 of 2"' in text


def test_a_mistake_has_a_page_beside_the_class() -> None:
    text = mistake_page("blocking-call")
    assert "<h1>blocking-call</h1>" in text
    assert '<a href="https://docs.python.org' in text
    assert "&lt;script" not in text


# -- kept as it comes ---------------------------------------------------------------------------------------


def test_each_result_is_kept_as_it_comes(desk: Desk) -> None:
    """The class is killed while the third of three is played: two are in the store."""
    for student in ("1", "2", "3"):
        desk.hand_in(student, f"# all well {student}")

    def run(batch: work.Batch, tell: Any = None) -> work.Judged:
        done = Told().judge(batch)
        if tell is None:
            return done
        for name in list(done.verdicts)[:-1]:
            tell(name, done.verdicts[name])
        raise work.WorkerError("the class is killed here")

    with ThreadPoolExecutor(1) as executor, pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_groups", lambda pieces, at_once: [pieces])
        patch.setattr(work, "judge", run)
        patch.setattr(batches.judge_all, "__defaults__", (batches.judge_all.__defaults__[0], run))
        with pytest.raises(work.WorkerError):
            desk.grade(executor)
    again = Told()
    assert desk.grade(again).known == 2
    assert len(again.jobs) == 1


def test_what_a_busy_machine_could_not_tell_is_judged_again_alone_and_then_stands(desk: Desk) -> None:
    """Two of four answers are told by no play beside others; one of them by none at all."""
    for student, text in zip("1234", ("well", "fails: 1", "busy", "busy always"), strict=True):
        desk.hand_in(student, f"# {text} {student}")

    together: list[int] = []

    def judge(batch: work.Batch) -> work.Judged:
        done = Told().judge(batch)
        together.append(len(batch.jobs))
        for name, _, files, _ in batch.jobs:
            text = b"".join(files.values())
            if b"busy always" in text or (b"busy" in text and len(batch.jobs) > 1):
                done.verdicts[name]["parts"][0]["status"] = "inconclusive"
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_groups", lambda pieces, at_once: [pieces])
        result = desk.grade(Told(judge))
    assert together == [4, 1, 1]
    assert [row.open_points > 0 for row in result.rows if row.student.id in "1234"] == [False, False, False, True]


# -- a machine that cannot ----------------------------------------------------------------------------------


def command(desk: Desk, out: Path) -> list[str]:
    words = ["classroom", str(desk.folder / "submissions"), "--roster", str(desk.folder / "roster.csv")]
    (desk.folder / "roster.csv").write_text("student_id\n1\n")
    desk.hand_in("1", SOLUTION)
    return [*words, "--out", str(out), "--only", "11", "--jobs", "1"]


@needs_posix
@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("classroom", "/proc/grades"), ("classroom", "a file"), ("export", "a file"), ("collect", "/proc/grades"),
        ("release", "a file"), ("release", "/proc/grades"), ("autograder", "below a file"), ("site", "a file"),
        ("html", "/proc/grades"), ("junit", "below a file"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_said_in_a_sentence_before_anything_is_judged(
    desk: Desk, what: str, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "grades").write_text("mine")
    out = {"a file": desk.folder / "grades", "below a file": desk.folder / "grades" / "x"}.get(bad, Path(bad))
    roster = ["--roster", str(desk.folder / "roster.csv")]
    words = {
        "classroom": command(desk, out),
        "export": [*command(desk, desk.folder / "new"), "--export", str(out)],
        "collect": ["collect", *roster, "--out", str(out), "--only", "11"],
        "release": ["release", str(out), "--only", "11"],
        "autograder": ["release", str(out / "x.zip"), "--for", "gradescope", "--only", "11"],
        "site": ["site", str(out)],
        "html": ["grade", "11", "--html", str(out / "page.html")],
        "junit": ["grade", "11", "--junit", str(out / "report.xml")],
    }[what]
    assert main(words) == 2
    out_said, said = capsys.readouterr()
    assert "judged" not in out_said
    assert re.search(r"grades\S* (cannot be used \(.*\)\. Choose a|holds something else .* Give a new) folder", said), (
        said
    )
    assert said.count("\n") == 1
    assert (desk.folder / "grades").read_text() == "mine"


def test_an_export_goes_into_an_empty_folder(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.folder / "export" / "old").mkdir(parents=True)
    assert main([*command(desk, desk.folder / "new"), "--export", str(desk.folder / "export")]) == 2
    assert "export is not empty. Give --export a new folder." in capsys.readouterr().err


@needs_posix
def test_a_full_disk_is_not_called_a_fault_of_the_grader(desk: Desk) -> None:
    """A limit on the size of files stands in for the disk: SQLite and Python meet an error of the same kind."""
    words = command(desk, desk.folder / "grades")
    full = "import resource, signal, sys; from grader.cli import main; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    full += "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", full, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Internal error" not in done.stderr, done.stderr
    assert "Free some space" in done.stderr


def test_a_store_on_a_full_disk_says_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path / "grades.sqlite")
    store._base.execute("pragma max_page_count = 20")
    with pytest.raises(UserError, match="Free some space, and run the command again"):
        store.keep([("x", {"a.py": os.urandom(200_000)})])
    store.close()


# -- disputes -----------------------------------------------------------------------------------------------


def test_a_dispute_is_played_against_the_hidden_checks(desk: Desk) -> None:
    [exercise] = desk.exercises
    path = desk.folder / "dispute-11.json"
    parts = [{"number": number, "status": "failed"} for number in (1, 2, 3)]
    data = {
        "format": "awaitlings/dispute/v1", "exercise": "never_awaited", "seed": 7,
        "versions": {"python": "3.13\x1b[2J"},
        "files": {"never_awaited.py": SOLUTION.replace("await file_answer", "file_answer")},
        "verdict": {"exercises": [{"parts": parts}]},
    }  # fmt: skip
    path.write_text(json.dumps(data))
    asked = read_dispute(path, [exercise])
    lines = "\n".join(said(asked, replay(asked, Options(asked.seed)), path))
    assert "STUDENT_ID,11,2,2,disputed: dispute-11.json" in lines
    assert "STUDENT_ID,11,1" not in lines
    assert "\x1b" not in lines
    path.write_text(json.dumps({**data, "files": {"never_awaited.py": SOLUTION}}))
    asked = read_dispute(path, [exercise])
    lines = "\n".join(said(asked, replay(asked, Options(asked.seed)), path))
    assert "it judged another file or seed, or an older check" in lines  # what is in the store stays as it is
    assert "STUDENT_ID,11,1,2,disputed: dispute-11.json" in lines


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format": "awaitlings/dispute/v1"}', "[" * 100_000])
def test_what_is_no_dispute_is_a_sentence(desk: Desk, text: str) -> None:
    path = desk.folder / "dispute.json"
    path.write_text(text)
    with pytest.raises(UserError, match="is not what"):
        read_dispute(path, desk.exercises)
