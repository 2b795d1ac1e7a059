"""What students hand in, in the forms in which it reaches an instructor: only the listed files count."""

from __future__ import annotations

import datetime
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from grader.classroom.intake import Handin, handins
from grader.classroom.names import as_handed_in, read_name
from grader.classroom.roster import Matcher, Student, read_roster
from grader.errors import UserError
from grader.exercise import catalogue, handed_in, trees
from grader.exercise.catalogue import Exercise

ROSTER = (
    Student("1001", "Jane Doe", "jdoe", "https://forge.example/course/hw1-jdoe.git"),
    Student("1002", "Jörg Müller", "jm", ""),
    Student("1003", "Ana Maria Silva", "ana", "../repos/ana"),
    Student("1004", "Sam Lee", "sam1", ""),
    Student("1005", "Sam Lee", "sam2", ""),
)
CODE = b"print('mine')\n"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    [found] = catalogue.select(catalogue.load(), ["11"])
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def by_student(found: list[Handin]) -> dict[str, list[Handin]]:
    owners: dict[str, list[Handin]] = {}
    for handin in found:
        owners.setdefault(handin.student.id if handin.student else "?", []).append(handin)
    return owners


def answer(exercise: Exercise, handin: Handin) -> bytes | str | None:
    found = handed_in.find(exercise, handed_in.opened(handin.tree()))
    return found.contents["never_awaited.py"] if found.contents else found.problem or None


# -- whose is it? ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["1001", "jdoe", "JDOE", "hw1-jdoe", "Jane Doe", "Doe, Jane", "jdoe.zip", "doejane"])
def test_a_folder_is_named_after_its_student(name: str) -> None:
    named = read_name(name)
    assert Matcher(ROSTER).find(named.keys, named.names) == ROSTER[0]


def test_a_name_that_two_people_have_is_nobodys() -> None:
    assert Matcher(ROSTER).find(["Sam Lee"], ["Sam Lee"]) is None


def test_three_names_and_other_scripts() -> None:
    assert Matcher(ROSTER).find([], ["silvaanamaria"]) == ROSTER[2]
    assert Matcher(ROSTER).find([], ["müllerjörg"]) == ROSTER[1]


def test_canvas(exercise: Exercise, tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "doejane_LATE_881_7001_never_awaited-1.py": CODE,
            "müllerjörg_882_7002_answers.zip": zipped({"hw/exercises/11_never_awaited/never_awaited.py": CODE}),
            "silvaanamaria_883_7003_never_awaited.py": CODE,
            "silvaanamaria_883_7004_notes.py": b"",
            "leesam_884_7005_never_awaited.py": CODE,
        },
    )
    owners = by_student(handins(tmp_path, Matcher(ROSTER)))
    assert sorted(owners) == ["1001", "1002", "1003", "?"]
    assert [handin.late for handin in owners["1001"]] == [True]
    assert [answer(exercise, owners[student][0]) for student in ("1001", "1002", "1003")] == [CODE] * 3


def test_moodle_with_and_without_folders(exercise: Exercise, tmp_path: Path) -> None:
    download = zipped(
        {
            "Jane Doe_5501_assignsubmission_file_/never_awaited.py": CODE,
            "Jörg Müller_5502_assignsubmission_file_never_awaited.py": CODE,
            "Ana Maria Silva_5503_assignsubmission_file/answers.zip": zipped({"never_awaited.py": CODE}),
        }
    )
    (tmp_path / "download.zip").write_bytes(download)
    owners = by_student(handins(tmp_path / "download.zip", Matcher(ROSTER)))
    assert answer(exercise, owners["1001"][0]) == CODE
    assert answer(exercise, owners["1002"][0]) == CODE
    assert sorted(owners) == ["1001", "1002", "1003"]


def test_a_zip_in_the_folder_of_a_student_is_looked_into(exercise: Exercise, tmp_path: Path) -> None:
    put(tmp_path, {"Jane Doe_5501_assignsubmission_file_/homework.zip": zipped({"never_awaited.py": CODE})})
    [handin] = handins(tmp_path, Matcher(ROSTER))
    assert answer(exercise, handin) == CODE


METADATA = """---
submission_31:
  :submitters:
  - :name: Jane Doe
    :sid: '1001'
    :email: jane@example.org
  - :name: Ana Maria Silva
    :sid:
    :email: ana@example.org
  :created_at: 2026-11-19 23:20:01.934282000 Z
  :score:
  :history:
  - :id: 30
    :created_at: 2026-11-01 10:00:00.000000000 Z
submission_32:
  :submitters:
  - :name: Somebody Else
    :sid: '9'
"""


def test_gradescope_with_a_group(exercise: Exercise, tmp_path: Path) -> None:
    export = {
        "assignment_7_export/submission_metadata.yml": METADATA.encode(),
        "assignment_7_export/submission_31/never_awaited.py": CODE,
        "assignment_7_export/submission_32/never_awaited.py": CODE,
    }
    (tmp_path / "export.zip").write_bytes(zipped(export))
    for source in (tmp_path / "export.zip", put(tmp_path / "export", export)):
        owners = by_student(handins(source, Matcher(ROSTER)))
        assert sorted(owners) == ["1001", "1003", "?"]
        assert answer(exercise, owners["1003"][0]) == CODE
        assert owners["1001"][0].when == datetime.datetime(2026, 11, 19, 23, 20, 1, 934282, datetime.UTC)


def test_attempts_with_their_times(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"jdoe@2026-11-20T1200Z/never_awaited.py": CODE, "jdoe@2026-11-21T08-30-00Z.zip": zipped({"a.py": CODE})},
    )
    times = [handin.when for handin in handins(tmp_path, Matcher(ROSTER)) if handin.student == ROSTER[0]]
    assert [when and when.isoformat() for when in times] == ["2026-11-20T12:00:00+00:00", "2026-11-21T08:30:00+00:00"]


@pytest.mark.parametrize(
    ("name", "given"), [("loop-1.py", "loop.py"), ("loop (2).py", "loop.py"), ("a-b.py", "a-b.py")]
)
def test_a_file_that_was_there_already_gets_its_name_back(name: str, given: str) -> None:
    assert as_handed_in(name) == given


# -- what of it counts ----------------------------------------------------------------------------------


def test_a_whole_checkout_gives_the_listed_file_alone(exercise: Exercise, tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "work/exercises/11_never_awaited/never_awaited.py": CODE,
            "work/exercises/11_never_awaited/services.py": b"cheat",
            "work/exercises/11_never_awaited/.hidden/never_awaited.py": b"cheat",
            "work/solutions/11_never_awaited/never_awaited.py": b"cheat",
            "work/.awaitlings/backups/never_awaited.py": b"old",
            "work/conftest.py": b"cheat",
            "work/tests/test_mine.py": b"cheat",
            "work/grader/verdict.py": b"cheat",
            "work/helper.py": b"mine",
        },
    )
    tree = trees.of_folder(tmp_path)
    assert handed_in.find(exercise, tree).contents == {"never_awaited.py": CODE}
    assert handed_in.ignored([exercise], tree) == [
        "work/conftest.py is ignored.",
        "work/helper.py is ignored.",
        "work/solutions/11_never_awaited/never_awaited.py is ignored.",
        "work/tests/test_mine.py is ignored.",
    ]


def test_a_file_under_another_name_is_missed_by_its_name(exercise: Exercise, tmp_path: Path) -> None:
    put(tmp_path, {"exercises/11_never_awaited/answer.py": CODE})
    problem = handed_in.find(exercise, trees.of_folder(tmp_path)).problem
    assert problem == (
        "never_awaited.py is missing. exercises/11_never_awaited/answer.py may be it, under another name or in another "
        "form."
    )


def test_nothing_is_no_problem_but_nothing(exercise: Exercise, tmp_path: Path) -> None:
    assert handed_in.find(exercise, trees.of_folder(tmp_path)) == handed_in.Found()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfex\0", "is saved as UTF-16, which Python does not read. Save it as UTF-8."),
        ("# grün\n".encode("latin-1"), "is not UTF-8 text (see line 1). Save it as UTF-8."),
        (b"#" * (257 * 1024), "is larger than 256 KiB."),
        (b"x = 1\0", "is not a text: it holds NUL bytes. Save it as plain text in UTF-8."),
    ],
)
def test_what_is_no_source_is_said_in_a_sentence(exercise: Exercise, data: bytes, said: str) -> None:
    tree = trees.of_archive(zipped({"never_awaited.py": data}))
    assert handed_in.find(exercise, tree).problem == f"never_awaited.py {said}"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_is_not_followed(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_bytes(b"secret")
    (tmp_path / "jdoe").mkdir()
    (tmp_path / "jdoe" / "never_awaited.py").symlink_to(tmp_path / "secret.py")
    problem = handed_in.find(exercise, trees.of_folder(tmp_path / "jdoe")).problem
    assert problem == "never_awaited.py is a link, and links are not followed."


def test_a_link_in_a_zip_is_not_followed(exercise: Exercise) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("never_awaited.py")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert handed_in.find(exercise, trees.of_archive(out.getvalue())).problem.endswith("links are not followed.")


def test_a_zip_bomb_costs_its_limit_and_names_that_lead_out_are_ignored(exercise: Exercise) -> None:
    tree = trees.of_archive(zipped({"never_awaited.py": bytes(50_000_000), "../../noxfile.py": b"", "/etc/cron": b""}))
    assert handed_in.find(exercise, tree).problem == "never_awaited.py is larger than 256 KiB."
    assert handed_in.ignored([exercise], tree) == ["Names in the archive that lead out of it are ignored."]


def test_a_damaged_zip_is_a_sentence(exercise: Exercise) -> None:
    whole = zipped({"never_awaited.py": os.urandom(2000)})
    assert trees.of_archive(whole[:500]).problem == "It is damaged, or no archive."
    assert handed_in.find(exercise, trees.of_archive(whole[:500])).problem == "It is damaged, or no archive."
    torn = whole[:200] + bytes(200) + whole[400:]
    assert handed_in.find(exercise, trees.of_archive(torn)).problem.startswith("never_awaited.py is damaged in the")


def test_a_name_on_a_disk_cannot_paint_a_terminal(exercise: Exercise) -> None:
    said = handed_in.ignored([exercise], trees.of_archive(zipped({"\x1b[2Jx.py": b""})))
    assert said == ["\\x1b[2Jx.py is ignored."]


# -- the roster -----------------------------------------------------------------------------------------


def test_a_roster_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("\ufeffstudent_id;name;username;repository\r\n7;Zoë;z;\r\n\r\n".encode())
    assert read_roster(path) == (Student("7", "Zoë", "z", ""),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nJane\n", "has no column 'student_id'"),
        ("student_id,name\n1,Jane\n1,Joe\n", "line 3: the student_id '1' stands in line 2 as well"),
        ("student_id,name\n,Jane\n", "line 2: the student_id is missing"),
        ("student_id,name\n", "holds no students"),
        ("", "has no column 'student_id'"),
    ],
)
def test_a_wrong_roster_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=said):
        read_roster(path)


def test_pages_of_strange_ids_lie_in_their_folder() -> None:
    names = {Student(name, "").page for name in ("../../x", "a/b", "a b", "a-b", "CON.", "x")}
    assert len(names) == 6
    assert all("/" not in name and "." not in name for name in names)
