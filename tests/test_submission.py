"""A submission: only the listed files count, and whatever is wrong with one of them is said in a sentence."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.exercise.stubs import changed_support, put_given, stale, stamp
from grader.exercise.submission import MAX_BYTES, SubmissionError, lay_out, pristine, read_submission, remarks

TOML = """
title = "A market"
track = "calls"
learn = "Nothing."
files = ["market.py", "parts/till.py"]
hints = ["a secret hint"]
why = "b"
[[parts]]
title = "c"
points = 1
"""
ANSWER = {"market.py": b"import parts.till\n", "parts/till.py": b"till = 1\n"}

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def put(folder: Path, texts: dict[str, str | bytes]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    put(
        tmp_path / "clone" / "exercises" / "12_market",
        {
            "exercise.toml": TOML,
            "README.md": "Read me.",
            "market.py": "# TODO\n",
            "parts/till.py": "# TODO\n",
            "parts/__init__.py": "",
            "parts/prices.csv": "tea,1\n",
            "services.py": "def wait(): ...\n",
            ".hidden/test_market.py": "secret = 1\n",
            "checks/test_visible.py": "",
            "__pycache__/services.cpython-311.pyc": b"\0",
        },
    )
    (found,) = catalogue.load(tmp_path / "clone")
    stamp([found])
    return found


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return put(tmp_path / "answer", dict(ANSWER))


# -- reading ------------------------------------------------------------------------------------------------


def test_a_folder_with_the_listed_files_is_a_submission(exercise: Exercise, answer: Path) -> None:
    put(answer, {"conftest.py": "", "notes.txt": "", ".hidden/test_market.py": ""})
    assert read_submission(exercise, answer) == ANSWER


@pytest.mark.parametrize("below", ["12_market", "exercises/12_market"])
def test_a_whole_repository_is_one_too(exercise: Exercise, tmp_path: Path, below: str) -> None:
    put(tmp_path / "theirs" / below, dict(ANSWER))
    assert read_submission(exercise, tmp_path / "theirs") == ANSWER


def complaint(exercise: Exercise, folder: Path) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_submission(exercise, folder)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(folder.as_posix(), "DIR")


def test_a_folder_that_is_not_there(exercise: Exercise, tmp_path: Path) -> None:
    assert complaint(exercise, tmp_path / "nowhere") == (
        "A submission is a folder that holds market.py and parts/till.py, and DIR is not there."
    )


def test_the_file_itself_instead_of_its_folder(exercise: Exercise, answer: Path) -> None:
    assert complaint(exercise, answer / "market.py").endswith("DIR is a file: give the folder that it is in.")


def test_a_missing_file(exercise: Exercise, answer: Path) -> None:
    (answer / "parts" / "till.py").unlink()
    assert complaint(exercise, answer) == "DIR/parts/till.py is missing."


def test_a_missing_file_in_a_repository_is_named_with_its_place(exercise: Exercise, tmp_path: Path) -> None:
    put(tmp_path / "theirs", {"exercises/12_market/README.md": ""})
    assert complaint(exercise, tmp_path / "theirs") == "DIR/exercises/12_market/market.py is missing."


@pytest.mark.parametrize("name", ["market (1).py", "Market2.py", "markt.py", "market.py.txt"])
def test_a_file_under_nearly_the_right_name(exercise: Exercise, answer: Path, name: str) -> None:
    (answer / "market.py").rename(answer / name)
    assert complaint(exercise, answer) == (f"DIR/market.py is missing. There is {name}: give it the name market.py.")


def test_a_name_from_somebody_elses_disk_cannot_paint_the_terminal(exercise: Exercise, answer: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such names")
    (answer / "market.py").rename(answer / "market\x1b[2J.py")
    assert "There is 'market\\x1b[2J.py'" in complaint(exercise, answer)


def test_a_folder_in_the_place_of_the_file(exercise: Exercise, answer: Path) -> None:
    (answer / "market.py").unlink()
    (answer / "market.py").mkdir()
    assert complaint(exercise, answer) == "DIR/market.py is a folder, and a file is needed in its place."


def test_a_file_in_the_place_of_the_folder(exercise: Exercise, answer: Path) -> None:
    (answer / "parts" / "till.py").unlink()
    (answer / "parts").rmdir()
    put(answer, {"parts": ""})
    assert complaint(exercise, answer) == (
        "DIR/parts/till.py lies in parts, which is a file, and a folder is needed in its place."
    )


@needs_links
@pytest.mark.parametrize("target", ["/etc/hostname", "elsewhere.py", "/nowhere"])
def test_a_link_is_not_followed(exercise: Exercise, answer: Path, target: str) -> None:
    put(answer, {"elsewhere.py": "x = 1\n"})
    (answer / "market.py").unlink()
    (answer / "market.py").symlink_to(target)
    assert complaint(exercise, answer) == "DIR/market.py is a link, and links are not followed."


@needs_links
def test_a_folder_that_is_a_link_is_not_followed(exercise: Exercise, answer: Path, tmp_path: Path) -> None:
    (answer / "parts").rename(tmp_path / "elsewhere")
    (answer / "parts").symlink_to(tmp_path / "elsewhere")
    assert complaint(exercise, answer).startswith("DIR/parts/till.py lies in parts, which is a link")


@needs_links
def test_a_whole_exercise_that_is_a_link_is_not_followed(exercise: Exercise, answer: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "exercises").symlink_to(exercise.folder.parent)
    assert "lies in exercises, which is a link" in complaint(exercise, tmp_path / "theirs")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.timeout(20)
def test_a_pipe_does_not_make_the_grader_wait(exercise: Exercise, answer: Path) -> None:
    (answer / "market.py").unlink()
    os.mkfifo(answer / "market.py")
    assert complaint(exercise, answer).startswith("DIR/market.py is a pipe, a socket or a device")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets with names here")
def test_a_socket(exercise: Exercise, answer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (answer / "market.py").unlink()
    monkeypatch.chdir(answer)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("market.py")
        assert complaint(exercise, answer).startswith("DIR/market.py is a pipe, a socket or a device")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_that_may_not_be_read(exercise: Exercise, answer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def forbid(path: Any, flags: int, **more: Any) -> int:
        if str(path).endswith("market.py"):  # root could read it, and these tests may run as root
            raise PermissionError(13, "Permission denied")
        return real(path, flags, **more)

    monkeypatch.setattr(os, "open", forbid)
    assert complaint(exercise, answer) == "DIR/market.py cannot be read (Permission denied)."


def test_a_file_may_have_256_kib_and_not_a_byte_more(exercise: Exercise, answer: Path) -> None:
    put(answer, {"market.py": b"#" * MAX_BYTES})
    assert len(read_submission(exercise, answer)["market.py"]) == MAX_BYTES
    put(answer, {"market.py": b"#" * (MAX_BYTES + 1)})
    assert complaint(exercise, answer) == "DIR/market.py is larger than 256 KiB."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"# caf\xe9\n", "is not UTF-8 text (see line 1). Save it as UTF-8."),
        (b"x = 1\n\n# caf\xe9\n", "is not UTF-8 text (see line 3). Save it as UTF-8."),
        ("x = 1\n".encode("utf-16"), "is saved as UTF-16, which Python does not read. Save it as UTF-8."),
        (b"x = 1\0\n", "is not a text: it holds NUL bytes. Save it as plain text in UTF-8."),
        (b"# -*- coding: klingon -*-\n", "names an encoding that Python does not read. Save it as UTF-8"),
        (b"# coding: rot13\n", "names an encoding that Python does not read. Save it as UTF-8"),
        (b"# coding: undefined\n", "names an encoding that Python does not read. Save it as UTF-8"),
        (b"# coding: ascii\n# caf\xc3\xa9\n", "is not ASCII text (see line 2). Save it as UTF-8."),
    ],
)
def test_text_that_python_would_not_read(exercise: Exercise, answer: Path, data: bytes, sentence: str) -> None:
    put(answer, {"market.py": data})
    assert complaint(exercise, answer).startswith(f"DIR/market.py {sentence}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# caf\xc3\xa9\r\n",
        b"\xef\xbb\xbfx = 1\n",
        b"# coding: latin-1\n# caf\xe9\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
        b"def broken(:\n",
    ],
)
def test_text_that_python_would_read_is_taken_as_it_is(exercise: Exercise, answer: Path, data: bytes) -> None:
    put(answer, {"market.py": data})
    assert read_submission(exercise, answer)["market.py"] == data


# -- laying out ---------------------------------------------------------------------------------------------


def test_a_player_gets_the_answer_and_what_came_with_the_exercise_and_no_secret(
    exercise: Exercise, tmp_path: Path
) -> None:
    folder = lay_out(exercise, ANSWER, tmp_path / "fresh" / "folder")
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        "market.py",
        "parts/till.py",
        "parts/__init__.py",
        "parts/prices.csv",
        "services.py",
    }
    assert (folder / "market.py").read_bytes() == ANSWER["market.py"]
    assert (folder / "services.py").read_bytes() == b"def wait(): ...\n"


def test_what_i_put_beside_my_stub_does_not_come_along(exercise: Exercise) -> None:
    put(exercise.folder, {"helper.py": "", "sitecustomize.py": "", "parts/more.py": ""})
    assert set(pristine(exercise, ANSWER)) == {
        *ANSWER,
        "parts/__init__.py",
        "parts/prices.csv",
        "services.py",
    }


def test_an_exercise_that_nobody_has_stamped_yet_can_be_played(exercise: Exercise) -> None:
    (exercise.folder / ".stub.json").unlink()
    put(exercise.folder, {"more.py": "", ".env": "", "old.pyc": b""})
    others = {"more.py", "parts/__init__.py", "parts/prices.csv", "services.py"}
    assert set(pristine(exercise, ANSWER)) == {*ANSWER, *others}


def test_a_stamp_that_names_files_elsewhere_reaches_nothing(exercise: Exercise) -> None:
    path = exercise.folder / ".stub.json"
    path.write_text(path.read_text().replace('"services.py"', '"../../../secret.txt"'))
    with pytest.raises(catalogue.UserError, match="is not the name of a file inside the folder"):
        pristine(exercise, ANSWER)


def test_only_the_listed_files_can_be_laid_out_and_only_where_nothing_is(exercise: Exercise, tmp_path: Path) -> None:
    for contents in ({**ANSWER, "../evil.py": b""}, {**ANSWER, "services.py": b""}, {"market.py": b""}):
        with pytest.raises(ValueError, match="a submission to market holds"):
            lay_out(exercise, contents, tmp_path / "fresh")
    put(tmp_path / "full", {"note": ""})
    with pytest.raises(FileExistsError, match="is not empty"):
        lay_out(exercise, ANSWER, tmp_path / "full")


# -- what does not count ------------------------------------------------------------------------------------


def test_nothing_is_remarked_on_a_plain_submission(exercise: Exercise, answer: Path) -> None:
    assert remarks(exercise, answer, ANSWER) == []
    assert remarks(exercise, exercise.folder, ANSWER) == []
    put(answer, {"services.py": "def wait(): ...\r\n", "notes.txt": "", "helper.py": ""})
    assert remarks(exercise, answer, ANSWER) == []


@pytest.mark.parametrize("at_home", [False, True])
def test_modules_and_changes_that_do_not_count_are_named(exercise: Exercise, answer: Path, at_home: bool) -> None:
    folder = exercise.folder if at_home else answer
    put(folder, {"helper.py": "", "services.py": "def wait_less(): ...\n"})
    place = "exercises/12_market" if at_home else folder.name
    changed, own = remarks(exercise, folder, {**ANSWER, "parts/till.py": b"def late():\n    from helper import x\n"})
    assert changed == (
        f"{place}/services.py differs from the copy that answers are graded with: changes in it do not count, "
        "so put them into market.py or parts/till.py, or undo them."
    )
    assert own == (
        f"{place}/helper.py is not there when your answer is graded: "
        "put what you need of it into market.py or parts/till.py."
    )


def test_what_another_exercise_ended_with_is_given(tmp_path: Path) -> None:
    """It stands once; learners find a copy beside the stub, and the judge reads the one that it is a copy of."""
    runner, stub = b"def walk(): ...\n", b"import runner\n# TODO\n"
    given = 'given = ["solutions/12_market/runner.py"]\n'
    toml = TOML.replace('["market.py", "parts/till.py"]', '["shop.py"]').replace("hints", given + "hints", 1)
    clone = put(tmp_path, {"solutions/12_market/runner.py": runner})
    folder = put(clone / "exercises" / "13_shop", {"exercise.toml": toml, "shop.py": stub, "services.py": ""})
    (shop,) = catalogue.load(clone)
    stamp([shop])
    assert pristine(shop, {"shop.py": stub})["runner.py"] == runner

    put_given([shop])
    assert (folder / "runner.py").read_bytes() == runner
    assert not stale([shop])
    assert not remarks(shop, folder, {"shop.py": stub})

    (folder / "runner.py").write_bytes(b"def walk(): return 1\n")
    put_given([shop])  # it is not lost
    assert (folder / "runner.py").read_bytes() == b"def walk(): return 1\n"
    assert pristine(shop, {"shop.py": stub})["runner.py"] == runner
    [said] = remarks(shop, folder, {"shop.py": stub})
    assert said == (
        "exercises/13_shop/runner.py differs from the copy that answers are graded with: changes in it do not count, "
        "so put them into shop.py and delete runner.py: the next command brings the original back."
    )

    put(clone, {"solutions/12_market/runner.py": b"def walk(): return 2\n"})
    assert changed_support(shop) == ["runner.py"]


@pytest.mark.parametrize("path", ["runner.py", "exercises/../secret.py", "solutions/12_market/runner.txt"])
def test_what_is_given_is_a_module_of_the_repository(tmp_path: Path, path: str) -> None:
    put(tmp_path / "exercises" / "12_market", {"exercise.toml": TOML.replace("hints", f'given = ["{path}"]\nhints', 1)})
    with pytest.raises(catalogue.CatalogueError, match="must be a path such as"):
        catalogue.load(tmp_path)
