"""Seventy-three students hand in as students do. What an instructor expects of each stands beside what they did."""

from __future__ import annotations

import csv
import dataclasses
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.classroom import course
from grader.classroom.course import grade_class, intake
from grader.classroom.intake import collected
from grader.classroom.outputs import Course, Result
from grader.classroom.roster import read_roster
from grader.classroom.rules import Rules, moment, read_assigned, read_extensions, read_overrides
from grader.classroom.store import Store
from grader.exercise import catalogue, stubs
from grader.grading.job import Options
from tests.test_classroom import Told

EXERCISES = catalogue.select(catalogue.load(), ["11", "21"])
FIRST, SECOND = EXERCISES
ONE, TWO = FIRST.max_points, SECOND.max_points
ALL = ONE + TWO
WRONG = ONE - FIRST.parts[1].points  # of exercise 11, where part 2 fails
DEADLINE = "2026-11-20T18:00Z"
Files = dict[str, bytes]


def answer(number: int, who: str, mark: str = "") -> bytes:
    exercise = EXERCISES[number]
    source = (exercise.solution / exercise.files[0]).read_bytes()
    return source + f"\n# {who} {mark}\n".encode()


def flat(who: str, mark: str = "") -> Files:
    return {"never_awaited.py": answer(0, who, mark), "sync_to_async.py": answer(1, who)}


def homes(who: str, mark: str = "") -> Files:
    return {
        "exercises/11_never_awaited/never_awaited.py": answer(0, who, mark),
        "exercises/21_sync_to_async/sync_to_async.py": answer(1, who),
    }


def stub(number: int) -> bytes:
    return next(iter(stubs.handed_out(EXERCISES[number]).values()))


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def twice(mark: str, who: str) -> bytes:
    """A zip in which a name stands twice, as a program makes it that only ever adds."""
    out = io.BytesIO(zipped(flat(who)))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("never_awaited.py", answer(0, who, mark))
    return out.getvalue()


def tarred(files: Files, mode: str, added: Files | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, data in [*files.items(), *(added or {}).items()]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def below(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": data for name, data in files.items()}


def one_right(who: str, **other: bytes) -> Files:
    """Exercise 11 as it should be, and something else in place of 21."""
    return {"never_awaited.py": answer(0, who)} | {name.replace("__", "."): data for name, data in other.items()}


def windows(folder: str, who: str) -> Files:
    """Names as some programs on Windows write them into a zip."""
    return {f"{folder}\\{name}": data for name, data in flat(who).items()}


def locked(files: Files) -> bytes:
    """A zip whose entries say that they need a password."""
    data = zipped(files)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        before, *entries = data.split(mark)
        data = before + b"".join(mark + e[: flags - 4] + bytes([e[flags - 4] | 1]) + e[flags - 3 :] for e in entries)
    return data


def linked(files: Files) -> bytes:
    """A tar in which the other answer is a link to a file of the machine."""
    out = io.BytesIO(tarred(files, ""))
    with tarfile.open(fileobj=out, mode="a") as archive:
        link = tarfile.TarInfo("sync_to_async.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


@dataclasses.dataclass
class Odd:
    """What lies on the instructor's disk for a student, and what the gradebook has to say of them."""

    did: str
    name: str
    hand_in: Callable[[str], Files]  # with the student's id
    state: str
    total: float | None
    after: tuple[str, float | None] | None = None  # once assign.csv is filled in


CLASS = [
    Odd("a folder by id", "Ada Byron", lambda s: below(s, homes(s)), "graded", ALL),
    Odd("a folder by user name", "Ben Carr", lambda s: below(f"user{s}", homes(s)), "graded", ALL),
    Odd("a folder by full name", "Cleo Dahl", lambda s: below("Cleo Dahl", homes(s)), "graded", ALL),
    Odd("the family name first", "Dov Evans", lambda s: below("Evans, Dov", flat(s)), "graded", ALL),
    Odd("a zip by id", "Eli Frost", lambda s: {f"{s}.zip": zipped(homes(s))}, "graded", ALL),
    Odd("a tar.gz", "Fay Grant", lambda s: {f"{s}.tar.gz": tarred(homes(s), "gz")}, "graded", ALL),
    Odd("a tgz", "Gus Holt", lambda s: {f"user{s}.tgz": tarred(flat(s), "gz")}, "graded", ALL),
    Odd("a tar", "Hal Irvin", lambda s: {f"{s}.tar": tarred(flat(s), "")}, "graded", ALL),
    Odd("a tar.xz in a folder", "Ida Jones", lambda s: {f"{s}/hw.tar.xz": tarred(flat(s), "xz")}, "graded", ALL),
    Odd(
        "the whole edition",
        "Jan Kane",
        lambda s: below(
            s,
            homes(s)
            | {"grader/verdict.py": b"x", "exercises/11_never_awaited/services.py": b"x", "noxfile.py": b"x"}
            | {"exercises/21_sync_to_async/checks/test_it.py": b"x", "README.md": b"x"},
        ),
        "graded",
        ALL,
    ),
    Odd(
        "a zip made on a Mac",
        "Kim Lund",
        lambda s: {
            f"{s}.zip": zipped(
                below("hw", flat(s)) | {"__MACOSX/hw/._never_awaited.py": b"\0\5", "hw/.DS_Store": b"\0\0"}
            )
        },
        "graded",
        ALL,
    ),
    Odd(
        "a zip with an editor's folder",
        "Lea Moss",
        lambda s: {f"{s}.zip": zipped(flat(s) | {".vscode/settings.json": b"{}", ".idea/a.xml": b""})},
        "graded",
        ALL,
    ),
    Odd("a zip in a folder", "Max Nunn", lambda s: {f"{s}/homework.zip": zipped(homes(s))}, "graded", ALL),
    Odd("Canvas", "Noa Orr", lambda s: below_canvas("orrnoa", s, flat(s)), "graded", ALL),
    Odd("Canvas, late", "Ola Penn", lambda s: below_canvas("pennola_LATE", s, flat(s)), "late", ALL * 0.9),
    Odd(
        "Canvas, handed in again",
        "Pia Quist",
        lambda s: below_canvas("quistpia", s, {n.replace(".py", "-1.py"): d for n, d in flat(s).items()}),
        "graded",
        ALL,
    ),
    Odd(
        "Canvas, a zip",
        "Quin Rossi",
        lambda s: below_canvas("rossiquin", s, {"hw.zip": zipped(flat(s))}),
        "graded",
        ALL,
    ),
    Odd(
        "Moodle, a folder",
        "Ria Stone",
        lambda s: below(f"Ria Stone_5{s[1:]}_assignsubmission_file_", flat(s)),
        "graded",
        ALL,
    ),
    Odd(
        "Moodle, flat",
        "Sol Tanner",
        lambda s: {f"Sol Tanner_5{s[1:]}_assignsubmission_file_{name}": data for name, data in flat(s).items()},
        "graded",
        ALL,
    ),
    Odd("Gradescope, by SID", "Tea Unger", lambda s: below("submission_1", flat(s)), "graded", ALL),
    Odd("Gradescope, the other one of a group", "Udo Vance", lambda s: {}, "graded", ALL),
    Odd(
        "two attempts, the last one wrong",
        "Val Wong",
        lambda s: below(f"{s}@2026-11-18T1000Z", flat(s)) | below(f"{s}@2026-11-19T1000Z", flat(s, "fails: 2")),
        "graded",
        ALL - FIRST.parts[1].points,
    ),
    Odd(
        "the second attempt holds one exercise",
        "Wim Xu",
        lambda s: below(f"{s}@2026-11-18T1000Z", flat(s)) | below(f"{s}@2026-11-19T1000Z", one_right(s)),
        "graded",
        ALL,
    ),
    Odd(
        "handed in unchanged after the deadline",
        "Xen Young",
        lambda s: below(f"{s}@2026-11-18T1000Z", flat(s)) | below(f"{s}@2026-11-22T1000Z", flat(s)),
        "graded",
        ALL,
    ),
    Odd("two days late", "Yan Zeller", lambda s: below(f"{s}@2026-11-22T1000Z", flat(s)), "late", ALL * 0.8),
    Odd("late with an extension", "Zoe Abel", lambda s: below(f"{s}@2026-11-22T1000Z", flat(s)), "graded", ALL),
    Odd(
        "late with an extension for one exercise",
        "Abe Bond",
        lambda s: below(f"{s}@2026-11-22T1000Z", flat(s)),
        "late",
        ONE * 0.8 + TWO,
    ),
    Odd("late without a late rule", "Bea Cole", lambda s: below(f"{s}@2026-12-24T1000Z", flat(s)), "graded", ALL),
    Odd(
        "the stubs as they were",
        "Cal Dunn",
        lambda s: below(s, {"never_awaited.py": stub(0), "sync_to_async.py": stub(1)}),
        "graded",
        0,
    ),
    Odd(
        "one answer and one stub",
        "Dee Ellis",
        lambda s: below(s, one_right(s, sync_to_async__py=stub(1))),
        "graded",
        ONE,
    ),
    Odd("one answer alone", "Ern Fox", lambda s: below(s, one_right(s)), "graded", ONE),
    Odd("a wrong answer", "Flo Gray", lambda s: below(s, flat(s, "fails: 2")), "graded", WRONG + TWO),
    Odd("nothing", "Gia Hall", lambda s: {}, "unmatched", None, ("missing", 0)),
    Odd("nothing, and points by hand", "Hans Ives", lambda s: {}, "unmatched", 3, ("missing", 3)),
    Odd(
        "a namesake on Canvas",
        "Sam Lee",
        lambda s: below_canvas("leesam", s, flat(s)),
        "unmatched",
        None,
        ("graded", ALL),
    ),
    Odd(
        "the other namesake on Canvas",
        "Sam Lee",
        lambda s: below_canvas("leesam", s, flat(s)),
        "unmatched",
        None,
        ("graded", ALL),
    ),
    Odd("a namesake by id", "Kit Moor", lambda s: below(s, flat(s)), "graded", ALL),
    Odd(
        "the other namesake by name",
        "Kit Moor",
        lambda s: below("Kit Moor", flat(s)),
        "unmatched",
        None,
        ("graded", ALL),
    ),
    Odd("an archive of an unknown kind", "Ivo Jung", lambda s: {f"{s}.rar": b"Rar!\x1a\x07\x00"}, "ungradable", None),
    Odd("7z in a folder", "Jo Kerr", lambda s: below(s, {"homework.7z": b"7z\xbc\xaf\x27\x1c"}), "ungradable", None),
    Odd("a damaged zip", "Kay Lowe", lambda s: {f"{s}.zip": zipped(flat(s))[:200]}, "ungradable", None),
    Odd("solution.py", "Leo Marsh", lambda s: below(s, one_right(s, solution__py=answer(1, s))), "graded", None),
    Odd(
        "name (1).py",
        "Mia Nash",
        lambda s: below(s, {"never_awaited.py": answer(0, s), "sync_to_async (1).py": answer(1, s)}),
        "graded",
        None,
    ),
    Odd("another case", "Ned Otto", lambda s: below(s, one_right(s, Sync_To_Async__py=answer(1, s))), "graded", None),
    Odd("a notebook", "Oda Park", lambda s: below(s, one_right(s, week2__ipynb=b'{"cells": []}')), "graded", None),
    Odd(
        "solution.py in the exercise's folder",
        "Pat Reid",
        lambda s: below(
            s, {"11_never_awaited/never_awaited.py": answer(0, s), "21_sync_to_async/solution.py": answer(1, s)}
        ),
        "graded",
        None,
    ),
    Odd(
        "draft/ and final/",
        "Ray Sato",
        lambda s: below(f"{s}/draft", flat(s, "fails: 2")) | below(f"{s}/final", flat(s)),
        "graded",
        None,
    ),
    Odd(
        "twice the same",
        "Sue Tran",
        lambda s: below(f"{s}/draft", flat(s)) | below(f"{s}/final", flat(s)),
        "graded",
        ALL,
    ),
    Odd(
        "two zips that differ",
        "Ted Ueda",
        lambda s: below(s, {"a.zip": zipped(flat(s, "fails: 2")), "b.zip": zipped(flat(s))}),
        "graded",
        None,
    ),
    Odd(
        "UTF-16",
        "Uma Voss",
        lambda s: below(s, one_right(s, sync_to_async__py="x = 1\n".encode("utf-16"))),
        "graded",
        None,
    ),
    Odd(
        "Latin-1",
        "Vic Ward",
        lambda s: below(s, one_right(s, sync_to_async__py="# grün\n".encode("latin-1"))),
        "graded",
        None,
    ),
    Odd(
        "a file that is too large",
        "Wes Xia",
        lambda s: below(s, one_right(s, sync_to_async__py=b"#" * 300_000)),
        "graded",
        None,
    ),
    Odd("an essay", "Xia Yoon", lambda s: below(s, {"essay.txt": b"thoughts"}), "ungradable", None),
    Odd("more points by hand than there are", "Yul Zorn", lambda s: below(s, flat(s)), "graded", ALL + 1),
    Odd("a remark", "Zac Adler", lambda s: below(s, flat(s)), "graded", ALL),
    Odd("folders in folders", "Amy Burns", lambda s: below(f"{s}/hw/week 1/src", flat(s)), "graded", ALL),
    Odd("a .py.txt", "Bo Chen", lambda s: below(s, one_right(s, sync_to_async__py__txt=answer(1, s))), "graded", None),
    Odd(
        "a planted conftest.py and a helper",
        "Cy Doyle",
        lambda s: below(s, flat(s) | {"conftest.py": b"", "helper.py": b"x = 1\n"}),
        "graded",
        ALL,
    ),
    Odd(
        "Windows' line ends",
        "Di Eason",
        lambda s: below(s, {n: d.replace(b"\n", b"\r\n") for n, d in flat(s).items()}),
        "graded",
        ALL,
    ),
    Odd("a name twice in a zip", "Dot Ebel", lambda s: {f"{s}.zip": twice("fails: 2", s)}, "graded", None),
    Odd("twice, and equal", "Eda Falk", lambda s: {f"{s}.zip": twice("", s)}, "graded", ALL),
    Odd(
        "a name twice in a tar",
        "Emil Finn",
        lambda s: {f"{s}.tar": tarred(flat(s, "fails: 2"), "", one_right(s))},
        "graded",
        None,
    ),
    Odd("a zip in a zip", "Fia Gale", lambda s: {f"{s}.zip": zipped({"hw/in.zip": zipped(flat(s))})}, "graded", ALL),
    Odd("a zip with a password", "Gil Hahn", lambda s: {f"{s}.zip": locked(flat(s))}, "ungradable", None),
    Odd("a zip as Windows wrote it", "Hob Ince", lambda s: {f"{s}.zip": zipped(windows("hw", s))}, "graded", ALL),
    Odd("with its disk", "Ian Jago", lambda s: {f"{s}.zip": zipped(windows(r"C:\\Users\\me", s))}, "graded", ALL),
    Odd("a name as a Mac writes it", "Jürgen Groß", lambda s: below("Ju\u0308rgen Groß", flat(s)), "graded", ALL),
    Odd("a link in a tar", "Kai Lark", lambda s: {f"{s}.tar": linked(one_right(s))}, "graded", None),
    Odd("a document", "Lee Mint", lambda s: below(s, one_right(s, sync_to_async__docx=b"PK")), "graded", None),
    Odd("hyphens", "Moe Noon", lambda s: below(s, one_right(s, **{"sync-to-async__py": answer(1, s)})), "graded", None),
    Odd("compiled files beside", "Nan Opie", lambda s: below(s, flat(s) | {"sync_to_async.pyc": b"x"}), "graded", ALL),
    Odd("a shortcut", "Orr Pask", lambda s: below(s, {"link.url": b"[InternetShortcut]"}), "ungradable", None),
    Odd("its repository could not be fetched", "Ed Fine", lambda s: {}, "ungradable", None),
]


def below_canvas(who: str, number: str, files: Files) -> Files:
    return {f"{who}_{number[1:]}99_{7000 + at}_{name}": data for at, (name, data) in enumerate(files.items())}


def id_of(did: str) -> str:
    return f"s{[odd.did for odd in CLASS].index(did):02}"


METADATA = """---
submission_1:
  :submitters:
  - :name: Tea Unger
    :sid: {first}
    :email: tea@example.org
  - :name: Udo Vance
    :sid:
    :email: user{second}@example.org
  :created_at: 2026-11-19 23:20:01.934282000 Z
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class on a desk: roster, submissions, and what the instructor has filled in."""
    desk = tmp_path_factory.mktemp("odd")
    files: Files = {}
    for number, odd in enumerate(CLASS):
        files |= odd.hand_in(f"s{number:02}")
    first, second = id_of("Gradescope, by SID"), id_of("Gradescope, the other one of a group")
    files["submission_metadata.yml"] = METADATA.format(first=first, second=second).encode()
    files["a stranger's/never_awaited.py"] = answer(0, "a stranger")
    files["syllabus.pdf"] = b"%PDF"
    lost = {"student_id": id_of(CLASS[-1].did), "problem": "it is not there", "remarks": []}
    files["collected.json"] = (
        f'{{"complete": true, "folders": {{"{lost["student_id"]}": {{"problem": "gone"}}}}}}'.encode()
    )
    for name, data in files.items():
        (desk / "submissions" / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / "submissions" / name).write_bytes(data)
    rows = [f"s{number:02},{odd.name},users{number:02}" for number, odd in enumerate(CLASS)]
    (desk / "roster.csv").write_text("\n".join(["student_id,name,username", *rows]), "utf-8")
    (desk / "grades").mkdir()
    (desk / "grades" / "overrides.csv").write_text(
        "student_id,exercise,part,points,reason\n"
        f"{id_of('nothing, and points by hand')},,,3,orally\n"
        f"{id_of('more points by hand than there are')},{FIRST.label},,{ONE + 1},elegant\n"
        f"{id_of('a remark')},,,,Well done\n"
    )
    (desk / "grades" / "extensions.csv").write_text(
        "student_id,exercise,until,reason\n"
        f"{id_of('late with an extension')},,2026-11-23,ill\n"
        f"{id_of('late with an extension for one exercise')},21,2026-11-23,\n"
        f"{id_of('late without a late rule')},,no late rule,\n"
    )
    return desk


def grade(desk: Path) -> Result:
    out = desk / "grades"
    roster = read_roster(desk / "roster.csv")
    rules = Rules(moment(DEADLINE), 10, extensions=read_extensions(out / "extensions.csv", roster, EXERCISES))
    overrides = read_overrides(out / "overrides.csv", roster, EXERCISES)
    wanted = Course(EXERCISES, roster, rules, overrides, Options(1), out, "Homework 1")
    found = intake(roster, desk / "submissions", read_assigned(out / "assign.csv", roster))
    store = Store(out / "grades.sqlite")
    try:
        said = collected(desk / "submissions")
        return grade_class(wanted, found, said, store, Told(), 2, lambda total: lambda count: None)
    finally:
        store.close()


def seen(desk: Path) -> dict[str, tuple[str, str]]:
    with (desk / "grades" / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: (row["state"], row["total"]) for row in csv.DictReader(file)}


def _canvas_of(student: str) -> str:
    """The first file of a student whom Canvas calls leesam."""
    return f"leesam_{student[1:]}99_7000_never_awaited.py"


def shown(total: float | None) -> str:
    return "" if total is None else f"{round(total, 2):g}"


def test_all_seventy_three_are_as_an_instructor_expects(desk: Path) -> None:
    assert len(CLASS) == 73
    result = grade(desk)
    found = seen(desk)
    expected = {f"s{number:02}": (odd.state, shown(odd.total)) for number, odd in enumerate(CLASS)}
    wrong = {CLASS[int(s[1:])].did: (found[s], expected[s]) for s in found if found[s] != expected[s]}
    assert wrong == {}
    twins = [id_of(did) for did in ("a namesake on Canvas", "the other namesake on Canvas")]
    assert set(result.unknown) == {
        "a stranger's", "Kit Moor",
        *(_canvas_of(twin) for twin in twins),
    }  # fmt: skip
    # One line each settles it.
    lines = [f"{_canvas_of(twin)},{twin}" for twin in twins]
    lines += [f"Kit Moor,{id_of('the other namesake by name')}", "a stranger's,-"]
    (desk / "grades" / "assign.csv").write_text("\n".join(["hand_in,student_id", *lines]), "utf-8")
    result = grade(desk)
    found = seen(desk)
    settled = {
        f"s{n:02}": (s, shown(t)) for n, odd in enumerate(CLASS) for s, t in [odd.after or (odd.state, odd.total)]
    }
    assert {s: (found[s], settled[s]) for s in found if found[s] != settled[s]} == {}
    assert result.unknown == {}


@pytest.mark.parametrize("did", ["a zip made on a Mac", "a zip with an editor's folder"])
def test_a_page_accuses_of_nothing_that_was_not_done(desk: Path, did: str) -> None:
    if not (desk / "grades" / "students").exists():
        grade(desk)
    page = (desk / "grades" / "students" / f"{id_of(did)}.html").read_text("utf-8")
    assert "lead out" not in page
    assert "ignored" not in page


def test_what_is_open_is_said_so_that_a_person_can_decide(desk: Path) -> None:
    if not (desk / "grades" / "students").exists():
        grade(desk)
    said = {
        "solution.py": "sync_to_async.py is missing. solution.py may be it",
        "draft/ and final/": "There are 2 versions, and it is not clear which counts: draft/never_awaited.py and",
        "an archive of an unknown kind": "Archives of the kind .rar are not read",
        "a name twice in a tar": "never_awaited.py is in the archive 2 times, and it is not clear which counts.",
        "the whole edition": "exercises/11_never_awaited/services.py differs from the copy that answers",
    }
    for did, text in said.items():
        assert text in (desk / "grades" / "students" / f"{id_of(did)}.html").read_text("utf-8")
    together = (desk / "grades" / "index.html").read_text("utf-8")
    assert "Changed files that do not count" in together
    assert said["the whole edition"] in together


def test_a_hand_in_that_fits_nobody_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name\n1,Jane Doe\n")
    (tmp_path / "wrong" / "grader").mkdir(parents=True)
    (tmp_path / "wrong" / "noxfile.py").write_text("")
    (tmp_path / "empty").mkdir()
    for folder, said in (
        ("wrong", "fits anyone on the roster"),
        ("empty", "There is nothing in"),
        ("none", "is not there"),
    ):
        with pytest.raises(course.UserError, match=said):
            intake(read_roster(roster), tmp_path / folder, {})
